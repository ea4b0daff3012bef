import Expressions

/// What a derived fact is, remembered for the values of the facts that it reads.
struct DerivedMemo {
  private let condition: Condition
  private let slots: [Int]
  private let factCount: Int
  private var table: CodeTable
  private var interned = InternedValues()
  /// For each number of the table; nil where the fact could not be computed.
  private var values: [Value?] = []

  /// - Parameter names: All facts in slot order.
  init(_ fact: DerivedFact, names: [String]) {
    condition = fact.condition
    slots = names.indices.filter { fact.condition.facts.contains(names[$0]) }
    factCount = names.count
    // A fact that reads none is the same for all, which one code says.
    table = CodeTable(width: max(1, slots.count))
  }

  /// The fact for every row, null where it could not be computed. Those rows are marked in `odd`.
  ///
  /// - Parameter columns: The facts of the slots before this one.
  mutating func column(
    _ columns: [SubjectColumns.Column], odd: inout [Bool]
  ) -> SubjectColumns.Column {
    var matrix = CodeColumns(rows: odd.count)
    for slot in slots {
      matrix.append(slot < columns.count ? columns[slot] : .values([]), &interned)
    }
    if slots.isEmpty { matrix.append([]) }
    let (numbers, new) = table.number(matrix)
    for row in new { values.append(value(columns, row)) }
    if let bools = known(numbers, { if case .bool(let value) = $0 { value } else { nil } }) {
      return .bools(bools)
    }
    if let ints = known(numbers, { if case .int(let value) = $0 { value } else { nil } }) {
      return .ints(ints)
    }
    for row in numbers.indices where values[numbers[row]] == nil { odd[row] = true }
    return .values(numbers.map { values[$0] ?? .null })
  }

  /// The values of all rows where every one that was ever computed is of a kind.
  private func known<Kind>(_ numbers: [Int], _ read: (Value) -> Kind?) -> [Kind]? {
    var kinds: [Kind] = []
    for value in values {
      guard let value, let kind = read(value) else { return nil }
      kinds.append(kind)
    }
    return numbers.map { kinds[$0] }
  }

  private func value(_ columns: [SubjectColumns.Column], _ row: Int) -> Value? {
    var bindings: [Binding] = Array(repeating: .unknown, count: factCount)
    for slot in slots where slot < columns.count {
      bindings[slot] = .value(columns[slot].value(row))
    }
    if case .value(let value) = condition.resolved.evaluate(bindings) { return value }
    return nil
  }
}
