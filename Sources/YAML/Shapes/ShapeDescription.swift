/// What a shape accepts, as a value: what schemas for editors are made of.
///
/// The combinators that make a shape's decoding make its description too. A description never
/// accepts less than the decoding; where it accepts more, as for the digits of an amount, the
/// decoding has the last word.
package struct ShapeDescription: Sendable {
  /// What is expected, in words that fit after "expected".
  package var expectation: String
  package var form: Form

  /// What values have to look like.
  package indirect enum Form: Sendable {
    case anything
    case bool
    case integer(ClosedRange<Int64>)
    /// Bounds are inclusive, and written as decimals.
    case number(minimum: String?, maximum: String?)
    /// Text, in which the regular expression is found where there is one.
    case text(mayBeEmpty: Bool, pattern: String?)
    /// Any scalar but null and white space, as it is written.
    case source
    /// Any scalar.
    case literal
    case words([String])
    case list(ShapeDescription, mayBeEmpty: Bool)
    /// A mapping whose keys the author chooses.
    case entries(ShapeDescription, keys: String?, mayBeEmpty: Bool)
    /// A mapping with these keys and no others.
    case mapping([FieldDescription])
    /// One of several; no value fits two of them.
    case either([ShapeDescription])
    /// A description that is named, so that it can stand within itself.
    case defined(String, ShapeDescription)
    /// The description of that name, in which this one stands.
    case reference(String)
  }

  package init(_ expectation: String, _ form: Form) {
    self.expectation = expectation
    self.form = form
  }
}

/// What one key of a mapping is for, and what it takes.
package struct FieldDescription: Sendable {
  package var name: String
  /// What the key means, in words that fit after a colon.
  package var summary: String
  package var isRequired: Bool
  /// What an absent key stands for, where that can be written in one word.
  package var fallback: WrittenValue?
  package var value: ShapeDescription

  package init(
    _ name: String, _ summary: String, isRequired: Bool = false, fallback: WrittenValue? = nil,
    _ value: ShapeDescription
  ) {
    self.name = name
    self.summary = summary
    self.isRequired = isRequired
    self.fallback = fallback
    self.value = value
  }
}

/// A value as a file would write it.
package enum WrittenValue: Sendable, Hashable {
  case bool(Bool)
  case int(Int64)
  case text(String)
}

/// A value that a file can write in one word, so that descriptions can show it as a default.
package protocol WritableInFiles {
  /// The value as a file would write it; nil where it takes more than a word.
  var written: WrittenValue? { get }
}

extension Bool: WritableInFiles {
  package var written: WrittenValue? { .bool(self) }
}

extension Int64: WritableInFiles {
  package var written: WrittenValue? { .int(self) }
}
