/// What a conversion takes of what its shape accepts, as far as a description can say it.
package enum Narrowing: Sendable {
  /// At least one item or entry.
  case notEmpty
  /// Text in which the regular expression is found. No number and no bool may match it.
  case pattern(String)
  /// Numbers from `minimum` to `maximum`, as decimals.
  case numbers(minimum: String? = nil, maximum: String? = nil)
  /// Nothing that a description could say, or nothing at all.
  case none
}

extension ShapeDescription {
  /// The description of what a conversion takes.
  func narrowed(to narrowing: Narrowing, _ expectation: String) -> ShapeDescription {
    ShapeDescription(expectation, narrowed(to: narrowing))
  }

  private func narrowed(to narrowing: Narrowing) -> Form {
    switch (narrowing, form) {
    case (.notEmpty, .list(let element, _)): .list(element, mayBeEmpty: false)
    case (.notEmpty, .entries(let element, let keys, _)):
      .entries(element, keys: keys, mayBeEmpty: false)
    case (.notEmpty, .text(_, let pattern)): .text(mayBeEmpty: false, pattern: pattern)
    case (.pattern(let pattern), .text), (.pattern(let pattern), .source):
      .text(mayBeEmpty: false, pattern: pattern)
    case (.numbers(let minimum, let maximum), .number): .number(minimum: minimum, maximum: maximum)
    default: form
    }
  }

  /// The description of a mapping in which one key has this word for its value.
  func fixing(_ key: String, to word: String) -> ShapeDescription {
    guard case .mapping(let fields) = form else { return self }
    let fixed = fields.map { field in
      guard field.name == key else { return field }
      var field = field
      field.value.form = .words([word])
      return field
    }
    return ShapeDescription(expectation, .mapping(fixed))
  }
}
