import Diagnostics
import Expressions
import Rules

/// How a plan finds what it needs in the rows of a profile.
package struct ProfileView: Sendable {
  private let plan: RoutingPlan
  private let facts: [Place]
  private let size: [Place]
  private let condition: Int?
  private let image: Int?
  private let answerColumn: Int?
  private let answers: [Answers?]

  /// Where a fact stands.
  private struct Place {
    let column: Int?
    /// What stands where a made-up profile has no column, or nothing in it.
    let nothing: Value
  }

  /// Where a stage's answers stand, and each of its paths within them.
  private struct Answers {
    let place: Int
    let paths: [Int]
  }

  /// - Throws: `ProfileMismatch` where the columns do not tell what the plan needs.
  package init(of plan: RoutingPlan, over columns: ProfileColumns) throws(ProfileMismatch) {
    try self.init(of: plan, facts: plan.facts.deciding, over: columns)
  }

  /// For a profile that holds all stored facts, and knowledge that has them.
  package init(
    ofAllFacts plan: RoutingPlan, over columns: ProfileColumns
  ) throws(ProfileMismatch) {
    try self.init(of: plan, facts: plan.facts.stored[...], over: columns)
  }

  private init(
    of plan: RoutingPlan, facts: ArraySlice<Fact>, over columns: ProfileColumns
  ) throws(ProfileMismatch) {
    self.plan = plan
    var places: [Place] = []
    for fact in facts { places.append(try Self.place(of: fact, in: columns)) }
    self.facts = places
    var size: [Place] = []
    for fact in plan.imageSizeFacts { size.append(try Self.place(of: fact, in: columns)) }
    self.size = size
    (condition, image, answerColumn) = try Self.flags(of: plan, in: columns.source)
    var answers: [Answers?] = []
    for source in plan.answerSources { answers.append(try Self.answers(source, in: columns)) }
    self.answers = answers
  }

  /// The row as a vector of the plan; nil where the plan's `where` leaves its subjects out.
  package func vector(_ row: ProfileRow) -> FactVector? {
    guard flag(condition, of: row.isIncluded) else { return nil }
    return FactVector(
      facts: facts.map { value($0, row) }, hasImage: flag(image, of: row.hasImage),
      takesAnswers: flag(answerColumn, of: row.takesAnswers), imageSize: imageSize(row),
      kept: zip(plan.stages, answers).map { keptAnswer($0, $1, row) }, count: row.count)
  }

  // MARK: Reading rows

  private func value(_ place: Place, _ row: ProfileRow) -> Value {
    guard let column = place.column, column < row.facts.count, row.facts[column] != .null else {
      return place.nothing
    }
    return row.facts[column]
  }

  /// A made-up profile has one flag of each kind.
  private func flag(_ place: Int?, of flags: [Bool]) -> Bool {
    let place = place ?? 0
    return place < flags.count ? flags[place] : true
  }

  private func imageSize(_ row: ProfileRow) -> ImageSize? {
    guard size.count == 2 else { return nil }
    let sides = size.map { place -> Int64? in
      if case .int(let pixels) = value(place, row) { pixels } else { nil }
    }
    return ImageSize(width: sides[0], height: sides[1])
  }

  private func keptAnswer(
    _ stage: Stage, _ answers: Answers?, _ row: ProfileRow
  ) -> KeptAnswer? {
    guard let answers, answers.place < row.kept.count, let kept = row.kept[answers.place] else {
      return nil
    }
    let values = zip(stage.answerPaths, answers.paths).map { path, place -> Value? in
      guard place < kept.values.count, let json = kept.values[place] else { return nil }
      return Value(json, as: path.type)
    }
    return KeptAnswer(
      tier: kept.tier, atLeast: kept.atLeast, question: kept.question, values: values)
  }

  // MARK: Finding columns

  private static func place(
    of fact: Fact, in columns: ProfileColumns
  ) throws(ProfileMismatch) -> Place {
    let definition = fact.source.definition
    if let index = columns.facts.firstIndex(where: { $0.definition == definition }) {
      return Place(column: index, nothing: .null)
    }
    guard columns.source == nil else { throw ProfileMismatch(.fact(fact.name)) }
    guard let index = columns.facts.firstIndex(where: { $0.name == fact.name }) else {
      return Place(column: nil, nothing: fact.valueOfNothing)
    }
    let type = columns.facts[index].type
    guard type == fact.type else {
      throw ProfileMismatch(
        .factType(fact.name, profile: type.rawValue, plan: fact.type.rawValue))
    }
    return Place(column: index, nothing: fact.valueOfNothing)
  }

  private static func flags(
    of plan: RoutingPlan, in source: ProfileColumns.Source?
  ) throws(ProfileMismatch) -> (condition: Int?, image: Int?, answers: Int?) {
    guard let source else { return (nil, nil, nil) }
    let subjects = plan.subjects
    guard source.table == subjects.table.value else {
      throw ProfileMismatch(.table(profile: source.table, plan: subjects.table.value))
    }
    guard source.key == subjects.key.value else {
      throw ProfileMismatch(.key(profile: source.key, plan: subjects.key.value))
    }
    let text = subjects.condition.map { trimmed($0.value) }
    guard let condition = source.conditions.firstIndex(of: text) else {
      throw ProfileMismatch(.condition(text))
    }
    guard let image = source.images.firstIndex(of: subjects.image?.value) else {
      throw ProfileMismatch(.image(column: subjects.image?.value))
    }
    guard let answers = source.answerColumns.firstIndex(of: subjects.answers.value) else {
      throw ProfileMismatch(.answers(column: subjects.answers.value))
    }
    return (condition, image, answers)
  }

  /// A stage that the profile does not name had no answers when it was taken.
  private static func answers(
    _ wanted: AnswerSource, in columns: ProfileColumns
  ) throws(ProfileMismatch) -> Answers? {
    guard let place = columns.answers.firstIndex(where: { $0.isOfSameAnswers(as: wanted) }) else {
      return nil
    }
    var paths: [Int] = []
    for path in wanted.paths {
      guard let index = columns.answers[place].paths.firstIndex(of: path) else {
        throw ProfileMismatch(
          .answerPath(stage: wanted.stage, path: path.joined(separator: ".")))
      }
      paths.append(index)
    }
    return Answers(place: place, paths: paths)
  }
}
