import Expressions
import JSON
import Planning
import Rules

/// Reads what is known of a subject out of a row: facts, whether there is an image and room for
/// answers, kept answers.
struct KnowledgeReader {
  let facts: [Fact]
  let plan: RoutingPlan
  /// The indices of the stages of which the row has columns.
  let stages: [Int]

  /// How many columns are read.
  var width: Int {
    facts.count + 2 + stages.reduce(0) { $0 + 3 + plan.stages[$1].answerPaths.count }
  }

  /// - Parameter first: The column of the first fact.
  func knowledge(_ row: Row, from first: Int) throws -> SubjectKnowledge {
    var values: [Value] = []
    values.reserveCapacity(facts.count)
    for (offset, fact) in facts.enumerated() {
      values.append(try Self.value(of: fact, row, first + offset))
    }
    return SubjectKnowledge(
      facts: values, hasImage: try row.bool(first + facts.count),
      takesAnswers: try row.bool(first + facts.count + 1),
      kept: try kept(row, from: first + facts.count + 2))
  }

  private func kept(_ row: Row, from first: Int) throws -> [KeptAnswer?] {
    var kept: [KeptAnswer?] = Array(repeating: nil, count: plan.stages.count)
    var column = first
    for index in stages {
      let paths = plan.stages[index].answerPaths
      defer { column += 3 + paths.count }
      guard let tier = try row.textOrNull(column) else { continue }
      var values: [Value?] = []
      for (offset, path) in paths.enumerated() {
        values.append(try Self.value(at: path, row.textOrNull(column + 3 + offset)))
      }
      kept[index] = KeptAnswer(
        tier: tier, atLeast: try row.intOrNull(column + 1), question: try row.text(column + 2),
        values: values)
    }
    return kept
  }

  /// What stands at a path of an answer, from its JSON text.
  private static func value(at path: AnswerPath, _ text: String?) throws -> Value? {
    guard let text else { return nil }
    do {
      return Value(try JSONValue(parsing: text), as: path.type)
    } catch {
      throw StorageError(
        .invalidValue, "a kept answer is no JSON at \(path.keys.joined(separator: "."))")
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
