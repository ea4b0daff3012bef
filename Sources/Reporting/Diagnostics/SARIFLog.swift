package import Diagnostics
package import JSON

/// Findings in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), which code
/// review tools show beside the lines that they are about.
package struct SARIFLog: Sendable {
  /// What gave the findings.
  package let toolVersion: String
  /// Absolute; the paths of files are made relative to it where they lie below it.
  package let workingDirectory: String
  private var files: [String] = []
  private var findings: [(diagnostic: Diagnostic, file: String)] = []

  package init(toolVersion: String, workingDirectory: String) {
    self.toolVersion = toolVersion
    self.workingDirectory = workingDirectory
  }

  /// Adds what was found in a file; what has no place of its own is about the file as a whole.
  package mutating func add(_ diagnostics: [Diagnostic], of file: String) {
    if !files.contains(file) { files.append(file) }
    for diagnostic in diagnostics {
      // Rule files that share a prompt or a price book share what is wrong with it.
      guard !findings.contains(where: { $0.diagnostic == diagnostic && isPlaced(diagnostic) })
      else { continue }
      findings.append((diagnostic, file))
    }
  }

  private func isPlaced(_ diagnostic: Diagnostic) -> Bool { !diagnostic.labels.isEmpty }

  package var json: JSONValue {
    let codes = Set(findings.map(\.diagnostic.code)).sorted()
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "gearbox",
              "version": .string(toolVersion),
              "semanticVersion": .string(toolVersion),
              "rules": .array(codes.map(rule)),
            ]
          ],
          // As in every other output of gearbox; the default would be UTF-16 code units.
          "columnKind": "unicodeCodePoints",
          "artifacts": .array(files.map { ["location": artifact($0)] }),
          "results": .array(findings.map { result($0.diagnostic, in: $0.file, codes) }),
        ]
      ],
    ]
  }

  private func rule(_ code: String) -> JSONValue {
    let levels = findings.filter { $0.diagnostic.code == code }.map(\.diagnostic.severity)
    let words = code.replacing("-", with: " ")
    return [
      "id": .string(code),
      "shortDescription": ["text": .string(words.prefix(1).uppercased() + words.dropFirst())],
      "defaultConfiguration": ["level": .string((levels.min() ?? .error).rawValue)],
    ]
  }

  private func result(_ diagnostic: Diagnostic, in file: String, _ codes: [String]) -> JSONValue {
    let text = ([diagnostic.message] + diagnostic.help.map { "help: \($0)" })
      .joined(separator: "\n")
    var result: JSONObject = [
      "ruleId": .string(diagnostic.code),
      "ruleIndex": JSONValue(codes.firstIndex(of: diagnostic.code) ?? 0),
      "level": .string(diagnostic.severity.rawValue),
      "message": ["text": .string(text)],
    ]
    if let primary = diagnostic.labels.first {
      result["locations"] = [location(primary)]
    } else {
      result["locations"] = [["physicalLocation": ["artifactLocation": artifact(file)]]]
    }
    let others = diagnostic.labels.dropFirst()
    if !others.isEmpty {
      result["relatedLocations"] = .array(
        others.enumerated().map { location($0.element, id: $0.offset) })
    }
    return .object(result)
  }

  private func location(_ label: Diagnostic.Label, id: Int? = nil) -> JSONValue {
    var location: JSONObject = [:]
    if let id { location["id"] = JSONValue(id) }
    location["physicalLocation"] = [
      "artifactLocation": artifact(label.range.source.name),
      "region": region(label.range),
    ]
    if !label.text.isEmpty { location["message"] = ["text": .string(label.text)] }
    return .object(location)
  }

  private func region(_ range: SourceRange) -> JSONValue {
    [
      "startLine": JSONValue(range.start.line), "startColumn": JSONValue(range.start.column),
      "endLine": JSONValue(range.end.line), "endColumn": JSONValue(range.end.column),
    ]
  }

  private func artifact(_ path: String) -> JSONValue {
    let below = workingDirectory.hasSuffix("/") ? workingDirectory : workingDirectory + "/"
    if path.hasPrefix(below) { return ["uri": .string(reference(path.dropFirst(below.count)))] }
    if path.hasPrefix("/") { return ["uri": .string("file://" + reference(path[...]))] }
    var relative = path[...]
    while relative.hasPrefix("./") { relative = relative.dropFirst(2) }
    return ["uri": .string(reference(relative))]
  }

  /// A path as a relative reference of RFC 3986.
  private func reference(_ path: Substring) -> String {
    path.utf8.reduce(into: "") { result, byte in
      let scalar = Unicode.Scalar(byte)
      // A colon in the first segment would make what stands before it a scheme.
      if byte < 128,
        Character(scalar).isLetter || Character(scalar).isNumber
          || "-._~/!$&'()*+,;=@".unicodeScalars.contains(scalar)
      {
        result.unicodeScalars.append(scalar)
      } else {
        result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
