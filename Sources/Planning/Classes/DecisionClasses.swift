import Expressions

/// Sorts subjects into classes that a plan decides alike, many at once.
///
/// What a plan decides hangs on the score, on the facts that conditions read and on what is known
/// beside the facts; whatever else tells subjects apart changes no call. So scores are summed
/// column by column, each class is decided once by `RoutingPlan.decide`, and every other subject
/// of it costs a look into a table.
package struct DecisionClasses: Sendable {
  private let plan: RoutingPlan
  /// Places of the facts that conditions read, among all facts.
  private let conditionSlots: [Int]
  /// For each derived fact; nil where nothing that decides needs it.
  private var memos: [DerivedMemo?]
  private var table: CodeTable
  private var interned: [InternedValues]
  private var rests: [SubjectColumns.Rest: Int64] = [:]
  /// The class of each number of the table; nil where only odd subjects have it so far.
  private var classOfNumber: [Int?] = []
  /// Classes of subjects whose score is no plain sum, told apart by all that is known of them.
  private var oddClasses: [FactVector: Int] = [:]
  private var firsts: [FactVector] = []
  private var counts: [Int] = []

  /// What the plan says of each class: of its facts and contributions, those of one subject.
  package private(set) var decisions: [Decision] = []

  package init(of plan: RoutingPlan) {
    self.plan = plan
    let names = plan.facts.names
    let read = plan.stages.reduce(into: Set<String>()) { $0.formUnion($1.when?.facts ?? []) }
    conditionSlots = names.indices.filter { read.contains(names[$0]) }
    memos = plan.facts.derived.map { $0.decides ? DerivedMemo($0, names: names) : nil }
    interned = conditionSlots.map { _ in InternedValues() }
    table = CodeTable(width: conditionSlots.count + 2)
  }

  /// A subject of each class, with the count of all of its subjects.
  package var vectors: [FactVector] {
    zip(firsts, counts).map { first, count in first.counted(count) }
  }

  /// The class of each subject: a place in `decisions` and `vectors`.
  @discardableResult
  package mutating func classify(_ subjects: SubjectColumns) -> [Int] {
    var odd = [Bool](repeating: false, count: subjects.count)
    let facts = columns(of: subjects, odd: &odd)
    var score = ScoreColumn(odd: odd)
    for contribution in plan.score where contribution.slot < facts.count {
      score.add(contribution.points, facts[contribution.slot])
    }
    var matrix = CodeColumns(rows: subjects.count)
    matrix.append(score.scores)
    matrix.append(restCodes(of: subjects))
    for (place, slot) in conditionSlots.enumerated() {
      matrix.append(slot < facts.count ? facts[slot] : .values([]), &interned[place])
    }
    var numbers = table.number(matrix).numbers
    while classOfNumber.count < table.count { classOfNumber.append(nil) }
    for row in numbers.indices {
      let number = numbers[row]
      let found = score.odd[row] ? nil : classOfNumber[number]
      let place = found ?? newClass(of: row, number, isOdd: score.odd[row], subjects)
      counts[place] = adding(counts[place], subjects.count(row))
      numbers[row] = place
    }
    return numbers
  }

  /// Every fact in slot order; what nothing needs is empty.
  private mutating func columns(
    of subjects: SubjectColumns, odd: inout [Bool]
  ) -> [SubjectColumns.Column] {
    var facts = Array(subjects.facts.prefix(plan.facts.stored.count))
    while facts.count < plan.facts.stored.count { facts.append(.values([])) }
    for place in memos.indices {
      facts.append(memos[place]?.column(facts, odd: &odd) ?? .values([]))
    }
    return facts
  }

  private mutating func restCodes(of subjects: SubjectColumns) -> [Int64] {
    let codes = subjects.rests.map { rest in
      if let code = rests[rest] { return code }
      let code = Int64(rests.count)
      rests[rest] = code
      return code
    }
    let first = codes.first ?? 0
    return subjects.restOfRow?.map { codes[$0] } ?? Array(repeating: first, count: subjects.count)
  }

  private mutating func newClass(
    of row: Int, _ number: Int, isOdd: Bool, _ subjects: SubjectColumns
  ) -> Int {
    let vector = subjects.vector(row).counted(0)
    if isOdd, let known = oddClasses[vector] { return known }
    let place = decisions.count
    firsts.append(vector)
    counts.append(0)
    decisions.append(plan.decide(vector.knowledge))
    if isOdd { oddClasses[vector] = place } else { classOfNumber[number] = place }
    return place
  }

  private func adding(_ count: Int, _ more: Int) -> Int {
    let (sum, overflowed) = count.addingReportingOverflow(more)
    return overflowed ? .max : sum
  }
}
