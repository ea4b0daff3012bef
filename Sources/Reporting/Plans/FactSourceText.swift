import Diagnostics
import Expressions
import Rules

extension FactSource {
  /// Where a fact's value comes from, in words.
  var text: String {
    switch self {
    case .exists(let rows): "any row of " + rows.text
    case .count(let rows): "rows of " + rows.text
    case .column(let column, _, let fallback):
      "column \(column.value)" + Self.fallback(fallback)
    case .present(let column, let path):
      "present: " + ([column.value] + path).joined(separator: ".")
    case .sql(let sql, _, let fallback): "sql: \(sql.value)" + Self.fallback(fallback)
    case .when(let expression): "when \(expression.value)"
    }
  }

  private static func fallback(_ value: Value?) -> String {
    guard let value, value != .null else { return "" }
    return ", else \(value.literal)"
  }
}

extension RelatedRows {
  fileprivate var text: String {
    var text = table.value + " by " + by.map(\.text).joined(separator: ", ")
    if let condition { text += " where \(condition.value)" }
    if let within {
      text += " within \(within.days) days of \(within.of.value) (\(within.column.value))"
    }
    return text
  }
}

extension JoinColumns {
  var text: String {
    theirs.value == ours.value ? ours.value : "\(theirs.value) = \(ours.value)"
  }
}

extension Points {
  /// `20`, `5 each, at most 25`.
  var text: String {
    switch self {
    case .flat(let points): "\(points)"
    case .each(let each, nil): "\(each) each"
    case .each(let each, let max?): "\(each) each, at \(each < 0 ? "least" : "most") \(max)"
    }
  }
}
