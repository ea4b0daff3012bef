package import Diagnostics
import YAML

/// A value that stands in for what a rule file has at a path: `score.orders.each=6`.
///
/// The value is YAML, so that `{ each: 6, max: 30 }` and `[always]` can be given, too.
package struct Setting: Sendable {
  /// The argument as it was given.
  package let source: SourceText
  /// The keys from the top of the file to what is set; a number for an item of a list.
  let path: [LocatedText]
  let value: Node

  /// The setting as it was written: `score.orders.each=6`.
  package var text: String { source.text }

  /// The path without the value: `score.orders.each`.
  package var pathText: String { path.map(\.value).joined(separator: ".") }

  /// Keys beyond which no path of a rule file leads.
  private static let longestPath = 64

  /// Reads `PATH=VALUE`. What is wrong with it goes to `diagnostics`, at its place in the argument.
  package static func read(
    _ argument: String, into diagnostics: inout DiagnosticList
  ) -> Setting? {
    let source = SourceText(name: "--set", text: argument)
    let whole = source.range(ofScalars: 0..<source.scalarCount)
    let scalars = Array(argument.unicodeScalars)
    guard let equals = scalars.firstIndex(of: "=") else {
      diagnostics.add(
        Diagnostic(
          "invalid-setting", "a setting is a path and a value, PATH=VALUE", at: whole,
          help: "such as --set limits.budget=20"))
      return nil
    }
    let path = keys(scalars[..<equals], in: source)
    guard path.allSatisfy({ !$0.value.isEmpty }), path.count <= longestPath else {
      diagnostics.add(
        Diagnostic(
          "invalid-setting", "a path is keys with a dot between them",
          at: source.range(ofScalars: 0..<equals), help: "such as --set limits.budget=20"))
      return nil
    }
    guard !scalars[(equals + 1)...].allSatisfy(\.properties.isWhitespace) else {
      diagnostics.add(
        Diagnostic(
          "invalid-setting", "the setting has no value", at: whole,
          help: "write it after the '='; null is as if nothing were written in the file"))
      return nil
    }
    // Blanks keep the value in its columns, so that its places are those in the argument.
    let blanks = String(repeating: " ", count: equals + 1)
    var rest = String.UnicodeScalarView()
    rest.append(contentsOf: scalars[(equals + 1)...])
    let padded = SourceText(name: source.name, text: blanks + String(rest))
    var found = DiagnosticList()
    let document = YAMLReader.read(padded, into: &found)
    diagnostics.add(contentsOf: found.diagnostics.map { $0.moved(from: padded, to: source) })
    guard let document, !found.hasErrors else { return nil }
    return Setting(source: source, path: path, value: document.root.moved(to: source))
  }

  private static func keys(
    _ scalars: ArraySlice<Unicode.Scalar>, in source: SourceText
  ) -> [LocatedText] {
    scalars.split(separator: ".", omittingEmptySubsequences: false).map { key in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: key)
      return LocatedText(
        value: String(text), range: source.range(ofScalars: key.startIndex..<key.endIndex))
    }
  }
}

extension Node {
  /// The same node, its places being those of another source that has it in the same columns.
  fileprivate func moved(to source: SourceText) -> Node {
    let content: Content =
      switch self.content {
      case .scalar(let scalar):
        .scalar(
          Scalar(
            text: scalar.text.moved(to: source), isPlain: scalar.isPlain,
            resolved: scalar.resolved))
      case .sequence(let items): .sequence(items.map { $0.moved(to: source) })
      case .mapping(let mapping):
        .mapping(
          Mapping(
            entries: mapping.entries.map {
              .init(key: $0.key.moved(to: source), value: $0.value.moved(to: source))
            },
            range: mapping.range.moved(to: source)))
      }
    return Node(range: range.moved(to: source), content: content)
  }
}

extension Diagnostic {
  fileprivate func moved(from old: SourceText, to new: SourceText) -> Diagnostic {
    var moved = self
    for index in moved.labels.indices where moved.labels[index].range.source == old {
      moved.labels[index].range = moved.labels[index].range.moved(to: new)
    }
    return moved
  }
}
