import Diagnostics

extension Shapes {
  /// A whole number within `range`.
  package static func int(in range: ClosedRange<Int64> = .min ... .max) -> Shape<Int64> {
    let expectation =
      switch (range.lowerBound, range.upperBound) {
      case (.min, .max): "a whole number"
      case (let lower, .max): "a whole number of at least \(lower)"
      case (.min, let upper): "a whole number of at most \(upper)"
      case (let lower, let upper): "a whole number from \(lower) to \(upper)"
      }
    return Shape(expectation, .integer(range)) { node, diagnostics in
      guard case .scalar(let scalar) = node.content, case .int(let value) = scalar.resolved else {
        diagnostics.add(node.mismatch(expectation))
        return nil
      }
      guard range.contains(value) else {
        diagnostics.add(
          Diagnostic(
            .error, "invalid-value", "expected \(expectation), found \(value)", at: node.range))
        return nil
      }
      return value
    }
  }
}

extension Shapes {
  /// The digits of a number as they are written, so that a decimal loses nothing.
  package static var digits: Shape<String> {
    Shape("a number", .number(minimum: nil, maximum: nil)) { node, diagnostics in
      if case .scalar(let scalar) = node.content {
        switch scalar.resolved {
        case .int, .float: return scalar.text.value
        case .null, .bool, .string: break
        }
      }
      diagnostics.add(node.mismatch("a number"))
      return nil
    }
  }
}

extension Shapes {
  /// true or false. The words that YAML 1.1 took for them get a hint.
  package static var bool: Shape<Bool> {
    Shape("true or false", .bool) { node, diagnostics in
      if case .scalar(let scalar) = node.content {
        switch scalar.resolved {
        case .bool(let value):
          return value
        case .string(let word) where ["yes", "on", "y"].contains(word.lowercased()):
          diagnostics.add(
            node.mismatch("true or false", help: "in YAML 1.2 that is text: write true"))
          return nil
        case .string(let word) where ["no", "off", "n"].contains(word.lowercased()):
          diagnostics.add(
            node.mismatch("true or false", help: "in YAML 1.2 that is text: write false"))
          return nil
        case .null, .int, .float, .string: break
        }
      }
      diagnostics.add(node.mismatch("true or false"))
      return nil
    }
  }
}

extension Shapes {
  /// One of a few words.
  package static func choice<Value>(_: Value.Type = Value.self) -> Shape<Value>
  where Value: Sendable & CaseIterable & RawRepresentable, Value.RawValue == String {
    let words = Value.allCases.map(\.rawValue)
    let expectation = "one of \(words.joined(separator: ", "))"
    return Shape(expectation, .words(words)) { node, diagnostics in
      guard case .scalar(let scalar) = node.content else {
        diagnostics.add(node.mismatch(expectation))
        return nil
      }
      let word = scalar.text.value
      if let value = Value(rawValue: word) { return value }
      let near = nearestName(to: word, in: words)
      diagnostics.add(
        Diagnostic(
          .error, "invalid-value", "expected \(expectation), found \(node.summary)",
          at: node.range, help: near.map { "did you mean '\($0)'?" }))
      return nil
    }
  }
}
