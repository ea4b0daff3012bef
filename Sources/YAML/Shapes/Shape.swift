package import Diagnostics

/// What a YAML node has to look like to become a `Value`.
///
/// One declaration gives the decoding, the diagnostics for what does not fit, the names that are
/// near an unknown key, and the description that editors' schemas are made of, so that these cannot
/// drift apart. Decoding collects every fault and goes on; it returns nil when no value could be
/// made.
package struct Shape<Value: Sendable>: Sendable {
  /// What the shape accepts.
  package let description: ShapeDescription
  let decode: @Sendable (Node, inout DiagnosticList) -> Value?

  /// A shape of which `description` says what `decode` accepts.
  package init(
    _ description: ShapeDescription,
    decode: @escaping @Sendable (Node, inout DiagnosticList) -> Value?
  ) {
    self.description = description
    self.decode = decode
  }

  init(
    _ expectation: String, _ form: ShapeDescription.Form,
    decode: @escaping @Sendable (Node, inout DiagnosticList) -> Value?
  ) {
    self.init(ShapeDescription(expectation, form), decode: decode)
  }

  /// What is expected, in words that fit after "expected": "a number", "a list of names".
  package var expectation: String { description.expectation }

  /// Decodes `node`, adding what is wrong with it to `diagnostics`.
  package func value(of node: Node, into diagnostics: inout DiagnosticList) -> Value? {
    decode(node, &diagnostics)
  }
}

/// The shapes there are, and how they are put together.
package enum Shapes {}

extension Shape {
  /// The same shape, its value turned into another. A nil from `convert` is an `invalid-value`
  /// that says what was expected; `narrowing` says the same to a description.
  package func converted<Other>(
    _ expectation: String, to narrowing: Narrowing = .none, help: String? = nil,
    _ convert: @escaping @Sendable (Value) -> Other?
  ) -> Shape<Other> {
    Shape<Other>(description.narrowed(to: narrowing, expectation)) { node, diagnostics in
      guard let value = decode(node, &diagnostics) else { return nil }
      if let converted = convert(value) { return converted }
      diagnostics.add(
        Diagnostic(
          .error, "invalid-value", "expected \(expectation), found \(node.summary)",
          at: node.range, help: help))
      return nil
    }
  }
}

extension Shape {
  /// The same shape, with something to be said of values that decode.
  package func checked(
    _ check: @escaping @Sendable (Value, SourceRange) -> Diagnostic?
  ) -> Shape<Value> {
    Shape(description) { node, diagnostics in
      guard let value = decode(node, &diagnostics) else { return nil }
      if let fault = check(value, node.range) { diagnostics.add(fault) }
      return value
    }
  }
}

extension Node {
  /// What stands here, in words that fit after "found".
  package var summary: String {
    switch content {
    case .mapping(let mapping): mapping.entries.isEmpty ? "an empty mapping" : "a mapping"
    case .sequence(let items): items.isEmpty ? "an empty list" : "a list"
    case .scalar(let scalar):
      switch scalar.resolved {
      case .null: "nothing"
      case .bool(let value): "\(value)"
      case .int(let value): "\(value)"
      case .float(let digits): digits
      case .string(let text): "'\(text)'"
      }
    }
  }

  func mismatch(_ expectation: String, help: String? = nil) -> Diagnostic {
    Diagnostic(
      .error, "wrong-type", "expected \(expectation), found \(summary)", at: range, help: help)
  }
}
