package import Diagnostics
package import JSON

extension Diagnostic {
  /// The diagnostic with the keys that `check --format json` promises. Lines and columns count from
  /// 1, columns in characters; `end_column` is the one after the last.
  package var json: JSONValue {
    let range = labels.first?.range
    return [
      "severity": .string(severity.rawValue),
      "code": .string(code),
      "message": .string(message),
      "file": .optional(range?.source.name),
      "line": range.map { JSONValue($0.start.line) } ?? .null,
      "column": range.map { JSONValue($0.start.column) } ?? .null,
      "end_line": range.map { JSONValue($0.end.line) } ?? .null,
      "end_column": range.map { JSONValue($0.end.column) } ?? .null,
      "help": .optional(help.isEmpty ? nil : help.joined(separator: "\n")),
      "labels": .array(labels.map(\.json)),
    ]
  }
}

extension Diagnostic.Label {
  fileprivate var json: JSONValue {
    [
      "text": .string(text),
      "file": .string(range.source.name),
      "line": JSONValue(range.start.line),
      "column": JSONValue(range.start.column),
      "end_line": JSONValue(range.end.line),
      "end_column": JSONValue(range.end.column),
    ]
  }
}
