package import Diagnostics

/// The entries of a mapping whose keys the author chooses, in the order of the file.
package struct NamedEntries<Value: Sendable>: Sendable {
  /// A name with what stands under it.
  package struct Entry: Sendable {
    package let name: LocatedText
    package let value: Value
  }

  package let entries: [Entry]
  package let leftOut: LeftOut

  package init(_ entries: [Entry] = [], leftOut: LeftOut = LeftOut()) {
    self.entries = entries
    self.leftOut = leftOut
  }

  /// What stands for entries of which nothing could be made.
  package static var unreadable: NamedEntries { NamedEntries(leftOut: LeftOut(hasOthers: true)) }

  /// Whether entries that were written are not here.
  package var isIncomplete: Bool { !leftOut.isEmpty }

  fileprivate init(_ mapping: Mapping, _ decode: (Mapping.Entry) -> Value?) {
    var decoded: [Entry] = []
    var faulty: Set<String> = []
    for entry in mapping.entries {
      if let value = decode(entry) {
        decoded.append(Entry(name: entry.key, value: value))
      } else {
        faulty.insert(entry.key.value)
      }
    }
    self.init(decoded, leftOut: LeftOut(names: faulty, hasOthers: mapping.isIncomplete))
  }
}

extension Shapes {
  /// A list. A single value where a list is wanted is an error, not a list of one.
  package static func list<Element>(of element: Shape<Element>) -> Shape<[Element]> {
    let expectation = "a list, each item \(element.expectation)"
    return Shape(expectation, .list(element.description, mayBeEmpty: true)) { node, diagnostics in
      guard case .sequence(let items) = node.content else {
        diagnostics.add(node.mismatch("a list", help: "write it as [ … ]"))
        return nil
      }
      let values = items.compactMap { element.value(of: $0, into: &diagnostics) }
      return values.count == items.count ? values : nil
    }
  }

  /// A mapping whose keys are names that the author chooses. Entries that do not decode are
  /// reported and left out, so that the others can still be checked.
  package static func named<Element: Sendable>(
    _ what: String, _ element: Shape<Element>
  ) -> Shape<NamedEntries<Element>> {
    let form = ShapeDescription.Form.entries(
      element.description, keys: identifierPattern, mayBeEmpty: true)
    return Shape("a mapping of \(what)", form) { node, diagnostics in
      guard case .mapping(let mapping) = node.content else {
        diagnostics.add(node.mismatch("a mapping of \(what)"))
        return nil
      }
      return NamedEntries(mapping) { entry in
        guard isIdentifier(entry.key.value) else {
          diagnostics.refuseName(entry.key, of: what)
          return nil
        }
        return element.value(of: entry.value, into: &diagnostics)
      }
    }
  }

  /// A mapping whose keys are free text, such as the names of models.
  package static func keyed<Element: Sendable>(
    _ what: String, _ element: Shape<Element>
  ) -> Shape<NamedEntries<Element>> {
    let form = ShapeDescription.Form.entries(element.description, keys: nil, mayBeEmpty: true)
    return Shape("a mapping of \(what)", form) { node, diagnostics in
      guard case .mapping(let mapping) = node.content else {
        diagnostics.add(node.mismatch("a mapping of \(what)"))
        return nil
      }
      return NamedEntries(mapping) { element.value(of: $0.value, into: &diagnostics) }
    }
  }

  /// A scalar in the one shape, or a mapping in the other.
  package static func scalar<Value>(
    _ scalar: Shape<Value>, orMapping mapping: Shape<Value>
  ) -> Shape<Value> {
    let expectation = "\(scalar.expectation) or \(mapping.expectation)"
    let form = ShapeDescription.Form.either([scalar.description, mapping.description])
    return Shape(expectation, form) { node, diagnostics in
      switch node.content {
      case .mapping: return mapping.value(of: node, into: &diagnostics)
      case .scalar: return scalar.value(of: node, into: &diagnostics)
      case .sequence:
        diagnostics.add(node.mismatch(expectation))
        return nil
      }
    }
  }
}

extension DiagnosticList {
  /// A key that is not even text has been reported when it was read.
  fileprivate mutating func refuseName(_ name: LocatedText, of what: String) {
    let isReported = diagnostics.contains {
      $0.code == "non-string-key" && $0.labels.first?.range == name.range
    }
    if isReported { return }
    add(
      Diagnostic(
        .error, "invalid-name", "'\(name.value)' cannot name one of the \(what)", at: name.range,
        help: "use letters, digits and underscores, not starting with a digit"))
  }
}

/// What `isIdentifier` holds of, as a regular expression.
private let identifierPattern = "^[A-Za-z_][A-Za-z0-9_]*$"

/// Whether `name` can be written in an expression and in a template as it stands.
package func isIdentifier(_ name: String) -> Bool {
  var first = true
  for scalar in name.unicodeScalars {
    switch scalar {
    case "a"..."z", "A"..."Z", "_": break
    case "0"..."9" where !first: break
    default: return false
    }
    first = false
  }
  return !first
}
