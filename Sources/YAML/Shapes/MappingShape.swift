package import Diagnostics

/// One key of a mapping: its name, what it is for, and the shape of its value.
package struct Field<Value: Sendable>: Sendable {
  package let description: FieldDescription
  let decode: @Sendable (Mapping, inout DiagnosticList) -> Value?
}

extension Shapes {
  /// A key that has to be there.
  package static func required<Value>(
    _ name: String, _ shape: Shape<Value>, _ summary: String
  ) -> Field<Value> {
    let description = FieldDescription(name, summary, isRequired: true, shape.description)
    return Field(description: description) { mapping, diagnostics in
      guard let node = mapping[name] else {
        if mapping.isIncomplete { return nil }
        diagnostics.add(
          Diagnostic(
            .error, "missing-key", "missing key '\(name)': \(summary)", at: mapping.opening))
        return nil
      }
      return shape.value(of: node, into: &diagnostics)
    }
  }

  /// A key that may be left out, or left empty.
  package static func optional<Value>(
    _ name: String, _ shape: Shape<Value>, _ summary: String
  ) -> Field<Value?> {
    Field(description: FieldDescription(name, summary, shape.description)) { mapping, diagnostics in
      guard let node = mapping[name], !node.isNull else { return .some(nil) }
      return shape.value(of: node, into: &diagnostics).map(Optional.some)
    }
  }

  /// A key that may be left out, or left empty, and then stands for `fallback`.
  package static func defaulted<Value>(
    _ name: String, _ shape: Shape<Value>, to fallback: Value, _ summary: String
  ) -> Field<Value> {
    let written = (fallback as? any WritableInFiles)?.written
    let description = FieldDescription(name, summary, fallback: written, shape.description)
    return Field(description: description) { mapping, diagnostics in
      guard let node = mapping[name], !node.isNull else { return fallback }
      return shape.value(of: node, into: &diagnostics)
    }
  }
}

extension Field {
  /// The same key. Where it is missing or what stands there is faulty, which is reported, `standIn`
  /// takes its place, so that the rest of the mapping can still be made sense of.
  ///
  /// - Parameter standIn: Gets where a complaint about the whole mapping points.
  package func orElse(_ standIn: @escaping @Sendable (SourceRange) -> Value) -> Field<Value> {
    Field(description: description) { mapping, diagnostics in
      decode(mapping, &diagnostics) ?? standIn(mapping.opening)
    }
  }
}

extension Shapes {
  /// A mapping with these keys and no others. What stands under a misspelt key is read as if it
  /// were spelt right, so that its faults show, too, and nothing is said to be missing.
  package static func mapping<Value, each Part>(
    _ what: String, _ fields: repeat Field<each Part>,
    build: @escaping @Sendable (SourceRange, repeat each Part) -> Value
  ) -> Shape<Value> {
    var descriptions: [FieldDescription] = []
    repeat descriptions.append((each fields).description)
    let names = descriptions.map(\.name)
    return Shape(what, .mapping(descriptions)) { node, diagnostics in
      guard case .mapping(let mapping) = node.content else {
        diagnostics.add(node.mismatch(what))
        return nil
      }
      let spelt = mapping.reportingUnknownKeys(known: names, in: what, into: &diagnostics)
      // Every field is decoded before any is missed, so that all faults show at once.
      let parts = (repeat (each fields).decode(spelt, &diagnostics))
      do {
        return build(node.range, repeat try present(each parts))
      } catch {
        return nil
      }
    }
  }

  /// A mapping that comes in several kinds, told apart by which of the keys stands in it.
  package static func oneOf<Value>(
    _ what: String, by kinds: [(key: String, shape: Shape<Value>)]
  ) -> Shape<Value> {
    let keys = kinds.map(\.key)
    return Shape(what, .either(kinds.map(\.shape.description))) { node, diagnostics in
      guard case .mapping(let mapping) = node.content else {
        diagnostics.add(node.mismatch(what))
        return nil
      }
      let found = kinds.filter { mapping[$0.key] != nil }
      if let only = found.first, found.count == 1 {
        return only.shape.value(of: node, into: &diagnostics)
      }
      if found.isEmpty {
        if mapping.isIncomplete { return nil }
        let near = mapping.entries.lazy.compactMap { entry in
          nearestName(to: entry.key.value, in: keys).map { (entry.key.range, $0) }
        }.first
        diagnostics.add(
          Diagnostic(
            .error, "missing-key", "expected \(what) with one of: \(keys.joined(separator: ", "))",
            at: near?.0 ?? mapping.opening, help: near.map { "did you mean '\($0.1)'?" }))
      } else {
        let names = found.map { "'\($0.key)'" }.joined(separator: " and ")
        diagnostics.add(
          Diagnostic(
            .error, "conflicting-keys", "\(names) cannot stand together in \(what)",
            at: node.range, help: "keep one of them"))
      }
      return nil
    }
  }
}

extension Shapes {
  /// A mapping that comes in two kinds, told apart by whether `key` stands in it.
  package static func oneOf<Value>(
    _ what: String, with key: String, _ with: Shape<Value>, without: Shape<Value>
  ) -> Shape<Value> {
    Shape(what, .either([with.description, without.description])) { node, diagnostics in
      if case .mapping(let mapping) = node.content, mapping[key] != nil {
        return with.value(of: node, into: &diagnostics)
      }
      return without.value(of: node, into: &diagnostics)
    }
  }

  /// A mapping that comes in several kinds, told apart by the word that stands under `key`. Each
  /// kind has that key too, and the first one says what is wrong with any other word.
  package static func oneOf<Value>(
    _ what: String, byValueOf key: String, first: (word: String, shape: Shape<Value>),
    _ others: (word: String, shape: Shape<Value>)...
  ) -> Shape<Value> {
    let descriptions = ([first] + others).map { $0.shape.description.fixing(key, to: $0.word) }
    return Shape(what, .either(descriptions)) { node, diagnostics in
      guard case .mapping(let mapping) = node.content, let value = mapping[key],
        case .scalar(let scalar) = value.content,
        let other = others.first(where: { $0.word == scalar.text.value })
      else { return first.shape.value(of: node, into: &diagnostics) }
      return other.shape.value(of: node, into: &diagnostics)
    }
  }
}

private struct Missing: Error {}

private func present<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw Missing() }
  return value
}

extension Node {
  /// Whether nothing stands here.
  package var isNull: Bool {
    if case .scalar(let scalar) = content, case .null = scalar.resolved { return true }
    return false
  }
}

extension Mapping {
  /// Where a complaint about the mapping as a whole points: its first key, not all its lines.
  var opening: SourceRange { entries.first?.key.range ?? range }

  /// Reports keys that are none of `known`.
  ///
  /// - Returns: The mapping with each of them spelt as what it most likely means, where that is not
  ///   there.
  func reportingUnknownKeys(
    known: [String], in what: String, into diagnostics: inout DiagnosticList
  ) -> Mapping {
    var spelt = entries
    for (index, entry) in entries.enumerated() where !known.contains(entry.key.value) {
      let near = nearestName(to: entry.key.value, in: known)
      if let near, !spelt.contains(where: { $0.key.value == near }) {
        let key = LocatedText(value: near, range: entry.key.range)
        spelt[index] = Entry(key: key, value: entry.value)
      }
      diagnostics.add(
        Diagnostic(
          .error, "unknown-key", "unknown key '\(entry.key.value)' in \(what)",
          at: entry.key.range,
          help: near.map { "did you mean '\($0)'?" }
            ?? "the keys are: \(known.joined(separator: ", "))"))
    }
    return Mapping(entries: spelt, isIncomplete: isIncomplete, range: range)
  }
}
