import Expressions
import JSON
import Planning
import Rules

/// Reads what is known of subjects out of a row: facts, then which conditions take them in, where
/// they have an image and room for answers, then kept answers.
struct ProfileRowReader: Sendable {
  let needs: ProfileNeeds
  /// The indices of the sources of answers of which the row has columns.
  let answered: [Int]
  /// How many columns are read.
  let width: Int

  init(needs: ProfileNeeds, answered: [Int]) {
    self.needs = needs
    self.answered = answered
    let flags = needs.conditions.count + needs.images.count + needs.answerColumns.count
    width =
      needs.facts.count + flags + answered.reduce(0) { $0 + 3 + needs.answers[$1].paths.count }
  }

  /// - Parameter first: The column of the first fact.
  func row(_ row: Row, from first: Int, count: Int = 1) throws -> ProfileRow {
    var facts: [Value] = []
    facts.reserveCapacity(needs.facts.count)
    for (offset, fact) in needs.facts.enumerated() {
      facts.append(try Self.value(of: fact, row, first + offset))
    }
    var column = first + facts.count
    func flags(_ count: Int) throws -> [Bool] {
      defer { column += count }
      return try (column..<column + count).map { try row.bool($0) }
    }
    return ProfileRow(
      facts: facts, isIncluded: try flags(needs.conditions.count),
      hasImage: try flags(needs.images.count), takesAnswers: try flags(needs.answerColumns.count),
      kept: try kept(row, from: column), count: count)
  }

  private func kept(_ row: Row, from first: Int) throws -> [ProfiledAnswer?] {
    var kept: [ProfiledAnswer?] = Array(repeating: nil, count: needs.answers.count)
    var column = first
    for index in answered {
      let paths = needs.answers[index].paths
      defer { column += 3 + paths.count }
      guard let tier = try row.textOrNull(column) else { continue }
      var values: [JSONValue?] = []
      for (offset, path) in paths.enumerated() {
        values.append(try Self.value(at: path, row.textOrNull(column + 3 + offset)))
      }
      kept[index] = ProfiledAnswer(
        tier: tier, atLeast: try row.intOrNull(column + 1), question: try row.text(column + 2),
        values: values)
    }
    return kept
  }

  /// What stands at a path of an answer, from its JSON text.
  private static func value(at path: [String], _ text: String?) throws -> JSONValue? {
    guard let text else { return nil }
    do {
      return try JSONValue(parsing: text)
    } catch {
      throw StorageError(
        .invalidValue, "a kept answer is no JSON at \(path.joined(separator: "."))")
    }
  }

  /// A fact's value. NULL is the default, or CEL's null.
  static func value(of fact: Fact, _ row: Row, _ column: Int) throws -> Value {
    if row.isNull(column) { return fact.source.fallback(fact.type) }
    let value: Value? =
      switch fact.type {
      case .bool: (try? row.bool(column)).map { .bool($0) }
      case .int: wholeNumber(row, column).map { .int($0) }
      case .double: (try? row.double(column)).map { .double($0) }
      case .string: try row.textOrNull(column).map { .string($0) }
      case .timestamp:
        try row.textOrNull(column).flatMap { Timestamp(stored: $0) }.map { .timestamp($0) }
      }
    if let value { return value }
    let found = try row.textOrNull(column) ?? ""
    let shown = found.count > 40 ? found.prefix(40) + "…" : Substring(found)
    throw StorageError(
      .invalidValue,
      "fact '\(fact.name)' is declared \(fact.type.rawValue), and '\(shown)' is none",
      hint: "change its type or its source in the rule file")
  }

  /// An integer, however the database writes it: `3.00` is one.
  private static func wholeNumber(_ row: Row, _ column: Int) -> Int64? {
    if let value = try? row.int(column) { return value }
    return (try? row.text(column)).flatMap { JSONNumber(exactly: $0)?.int64 }
  }
}

extension FactSource {
  /// What stands in for NULL.
  fileprivate func fallback(_ type: FactType) -> Value {
    switch self {
    case .column(_, _, let value?), .sql(_, _, let value?): type.coerced(value) ?? .null
    case .column, .sql, .exists, .count, .present, .when: .null
    }
  }
}
