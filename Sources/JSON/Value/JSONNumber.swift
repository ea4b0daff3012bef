/// A JSON number: an exact decimal that keeps the digits it was written with.
///
/// Numbers are equal when their values are, whatever their digits: `1.0`, `1` and `1e0`.
package struct JSONNumber: Sendable {
  /// The digits as written, in JSON's grammar.
  package let text: String

  /// An integer.
  package init(_ value: Int) { text = String(value) }
  /// An integer.
  package init(_ value: Int64) { text = String(value) }

  /// The shortest digits that read back as this double; nil for NaN and the infinities.
  package init?(_ value: Double) {
    guard value.isFinite else { return nil }
    let digits = value.description
    text = digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
  }

  /// The number with exactly these digits; nil where they are not JSON's grammar for a number, or
  /// the exponent is beyond ±10^15.
  package init?(exactly text: String) {
    guard JSONDecimal(text) != nil else { return nil }
    self.text = text
  }

  /// For digits that the parser has checked.
  init(checked text: String) { self.text = text }

  /// The value, where it is an integer that fits: `3`, `3.0` and `3e0` are 3.
  package var int64: Int64? { Int64(text) ?? decimal.int64 }

  /// The nearest double; an infinity where the number is beyond all doubles.
  package var double: Double { Double(text) ?? .nan }

  /// Whether the value is an integer, however it is written.
  package var isInteger: Bool { decimal.isInteger }

  /// The number taken apart, for what compares or divides.
  var decimal: JSONDecimal { JSONDecimal(text) ?? .zero }

  /// The one way to write this value: no zeros without meaning, an exponent only for numbers that
  /// would need many zeros.
  package var canonicalText: String { decimal.canonicalText }
}

extension JSONNumber: Hashable, Comparable {
  package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
    left.text == right.text || left.decimal == right.decimal
  }

  package static func < (left: JSONNumber, right: JSONNumber) -> Bool {
    left.decimal < right.decimal
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(decimal) }
}
