/// Renders diagnostics for a terminal, in the shape that rustc made known. No message, label or line
/// is cut off; of a mark over many lines only the first and the last are shown.
package struct DiagnosticRenderer: Sendable {
  private let color: Bool

  /// With `color`, ANSI escapes; without, plain text.
  package init(color: Bool) {
    self.color = color
  }

  /// The diagnostics in the order given, with a blank line between each and the next. Ends with a
  /// line break unless the list is empty.
  package func render(_ list: [Diagnostic]) -> String {
    list.map { diagnostic in
      rows(of: diagnostic).map { $0.render(color: color) + "\n" }.joined()
    }.joined(separator: "\n")
  }

  private func rows(of diagnostic: Diagnostic) -> [Canvas] {
    var rows = header(of: diagnostic)
    let files = labelsByFile(diagnostic)
    let lastLine = files.flatMap(\.marks).map(\.lastLine).max()
    let gutter = lastLine.map { String($0).count } ?? 1
    for (index, file) in files.enumerated() {
      if index > 0 { rows.append(bar(gutter)) }
      let arrow = index == 0 ? "--> " : "::: "
      var place = Canvas(String(repeating: " ", count: gutter) + arrow, .frame)
      place.append("\(harmless(file.source.name)):\(file.start.line):\(file.start.column)")
      rows.append(place)
      rows.append(bar(gutter))
      rows += Snippet(source: file.source, marks: file.marks, gutter: gutter).rows()
    }
    for help in diagnostic.help { rows += helpRows(help, gutter: gutter) }
    return rows
  }

  private func header(of diagnostic: Diagnostic) -> [Canvas] {
    let lines = harmless(diagnostic.message).split(
      separator: "\n", omittingEmptySubsequences: false)
    let title = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
    var rows: [Canvas] = []
    for (index, line) in lines.enumerated() {
      var row = index == 0 ? Canvas(title, .primary(diagnostic.severity)) : Canvas()
      row.append(index == 0 ? ": \(line)" : "  \(line)", .emphasis)
      rows.append(row)
    }
    return rows
  }

  private func helpRows(_ help: String, gutter: Int) -> [Canvas] {
    let lines = harmless(help).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { index, line in
      var row = Canvas(String(repeating: " ", count: gutter + 1))
      if index == 0 {
        row.append("= ", .frame)
        row.append("help", .emphasis)
        row.append(": \(line)")
      } else {
        row.append("        \(line)")
      }
      return row
    }
  }

  private func bar(_ gutter: Int) -> Canvas {
    var row = Canvas()
    row.put("|", at: gutter + 1, .frame)
    return row
  }

  private struct File {
    let source: SourceText
    let start: SourcePosition
    var marks: [Mark]
  }

  /// The file of the primary label comes first.
  private func labelsByFile(_ diagnostic: Diagnostic) -> [File] {
    var files: [File] = []
    for (index, label) in diagnostic.labels.enumerated() {
      let mark = Mark(label, isPrimary: index == 0, severity: diagnostic.severity)
      if let known = files.firstIndex(where: { $0.source == label.range.source }) {
        files[known].marks.append(mark)
      } else {
        files.append(
          File(source: label.range.source, start: label.range.start, marks: [mark]))
      }
    }
    return files
  }
}
