import JSON
import Money

extension JSONValue {
  init(_ count: Int) { self = .number(JSONNumber(count)) }

  /// A number with exact digits.
  init(_ number: ExactDecimal) {
    self = JSONNumber(exactly: number.description).map(JSONValue.number) ?? .null
  }

  /// Money is a string of exact digits, so that no reader makes binary floating point of it.
  init(_ amount: USD) { self = .string(amount.description) }

  /// The value, or null.
  static func optional(_ value: JSONValue?) -> JSONValue { value ?? .null }

  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  static func optional(_ number: Int64?) -> JSONValue {
    number.map { .number(JSONNumber($0)) } ?? .null
  }

  static func optional(_ amount: USD?) -> JSONValue { amount.map { JSONValue($0) } ?? .null }
}
