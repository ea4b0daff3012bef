/// What a name stands for while an expression is evaluated.
package enum Binding: Sendable, Hashable {
  case value(Value)
  /// An answer that is not there yet.
  case unknown
  /// An answer that will never come: `has()` of it is false, any other use an error.
  case absent
  /// No such name.
  case unbound
}

/// What an expression came to.
package enum Outcome: Sendable, Hashable {
  case value(Value)
  case error(EvaluationError)
  /// Undecided until these names are known.
  case unknown(Set<String>)
}

/// Why an expression has no value.
package struct EvaluationError: Error, Sendable, Hashable {
  /// One sentence without a full stop.
  package let message: String
  /// The part that failed: offsets in Unicode scalars of the expression's text, half-open.
  package let offsets: Range<Int>

  /// An error at a place.
  package init(message: String, offsets: Range<Int>) {
    self.message = message
    self.offsets = offsets
  }
}

/// A name that an expression uses.
package struct Reference: Sendable, Hashable {
  /// The name and the fields that are read of it, as far as they are constant:
  /// `["organize", "image_quality", "sufficient_for_detail"]`.
  package let path: [String]
  /// Where: offsets in Unicode scalars of the expression's text, half-open.
  package let offsets: Range<Int>

  /// Whether the name denotes a type where nothing of that name is declared, as `int` does in
  /// `type(x) == int`.
  package var isTypeName: Bool { TypeName.denoted(by: path.joined(separator: ".")) != nil }
}

/// A part of an expression, and what it came to.
package struct TracedPart: Sendable, Hashable {
  /// Where: offsets in Unicode scalars of the expression's text, half-open.
  package let offsets: Range<Int>
  /// The part as it is written.
  package let text: String
  /// What it came to.
  package let outcome: Outcome
}
