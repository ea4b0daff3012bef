import Foundation

/// `docs/diagnostics.md`: every code with its meaning and its example, out of the cases that show
/// them.
struct DiagnosticPage {
  static let url = Program.root.appendingPathComponent("docs/diagnostics.md")

  let examples: [CaseFolder]

  var text: String {
    var lines = [
      "# Diagnostics", "",
      "<!-- Made from Tests/Cases/diagnostics by GEARBOX_RECORD=1 scripts/test; do not edit. -->",
      "",
      "Everything that `gearbox` can find wrong with a file, by the code in brackets. All of a file's",
      "faults are shown at once. An error stops: nothing is priced and no model is called. A warning",
      "does not stop, and usually costs money. A note is only worth knowing.", "",
      "`gearbox check --format json` gives the same as data. Codes do not change from version to",
      "version.", "",
      "| code | | what it means |", "|---|---|---|",
    ]
    for example in examples {
      lines.append(
        "| [`\(example.code)`](#\(example.code)) | \(example.severity) | \(example.gist) |")
    }
    for example in examples { lines += section(of: example) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(of example: CaseFolder) -> [String] {
    var lines = ["", "## \(example.code)", "", example.about, ""]
    for file in example.filesToShow {
      let text = (example.text(of: file) ?? "").trimmingPrefix("\u{FEFF}")
        // Whoever scans repositories for keys need not stumble over this page.
        .replacing(#/sk-[A-Za-z0-9-]{20,}/#, with: "sk-…")
      let language = file.hasSuffix(".json") ? "json" : "yaml"
      lines += ["`\(file)`", "", "```\(language)", text.trimmed, "```", ""]
    }
    return lines + ["```console", "$ \(example.shownCommand)", example.message, "```"]
  }
}

extension CaseFolder {
  var about: String { (text(of: "about.md") ?? "").trimmed }

  /// The first sentence of the meaning, on one line.
  fileprivate var gist: String {
    let line = about.split(separator: "\n").joined(separator: " ")
    let end = line.firstMatch(of: #/[.:;](?= )|\.$/#)?.range.lowerBound ?? line.endIndex
    return String(line[..<end]).replacing("|", with: "\\|")
  }

  fileprivate var severity: String {
    let found = (text(of: "stderr") ?? "").firstMatch(of: #/(?m)^(\w+)\[/#)
    return found.map { String($0.1) } ?? ""
  }

  /// What is said of the faults, without the tally.
  fileprivate var message: String {
    let lines = (text(of: "stderr") ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    return lines.filter { $0.firstMatch(of: #/^\S+: \d+ (error|warning|note)/#) == nil }
      .joined(separator: "\n").trimmed
  }

  /// The last step is what a person would type; what goes before it only sets the scene.
  fileprivate var shownCommand: String {
    let command = (text(of: "command") ?? "").trimmed
    return command.split(separator: " && ").last.map(String.init) ?? command
  }

  /// The files that the message points into, and the price book that is part of the example.
  fileprivate var filesToShow: [String] {
    let named = message.matches(of: #/(?m)(?:-->|:::) ([^:\n]+):/#).map { String($0.1) }
    var files: [String] = []
    for file in named + ["models.yaml"] where !files.contains(file) && text(of: file) != nil {
      files.append(file)
    }
    return files
  }
}

extension StringProtocol {
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
