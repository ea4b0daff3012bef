package import Diagnostics

extension Shape {
  /// The same shape, its value together with its place in the file.
  package var located: Shape<Located<Value>> {
    Shape<Located<Value>>(description) { node, diagnostics in
      decode(node, &diagnostics).map { Located($0, range: node.range) }
    }
  }
}

extension Shapes {
  /// Text that keeps the place of each of its characters. Numbers and bools are not text.
  package static var text: Shape<LocatedText> {
    Shape("text", .text(mayBeEmpty: true, pattern: nil)) { node, diagnostics in
      guard case .scalar(let scalar) = node.content else {
        diagnostics.add(node.mismatch("text"))
        return nil
      }
      switch scalar.resolved {
      case .string:
        return scalar.text
      case .null:
        diagnostics.add(node.mismatch("text"))
      case .bool, .int, .float:
        diagnostics.add(
          node.mismatch("text", help: "quote it to make it text: \"\(scalar.text.value)\""))
      }
      return nil
    }
  }

  /// Text that names something: not empty.
  package static func name(_ of: String) -> Shape<LocatedText> {
    text.converted("the name of \(of)", to: .notEmpty) { $0.value.isEmpty ? nil : $0 }
  }

  /// An expression or a fragment of SQL: any scalar, as it is written. `true` and `3` are
  /// expressions too, so nothing has to be quoted to be taken as source text.
  package static func source(_ language: String) -> Shape<LocatedText> {
    Shape(language, .source) { node, diagnostics in
      guard case .scalar(let scalar) = node.content, scalar.resolved != .null,
        !scalar.text.value.allSatisfy(\.isWhitespace)
      else {
        diagnostics.add(node.mismatch(language))
        return nil
      }
      return scalar.text
    }
  }
}
