extension Table {
  /// The columns that have a key, as CSV: a line of keys, and one for each row.
  package var csv: String {
    let shown = columns.indices.filter { columns[$0].key != nil }
    let lines = rows.compactMap { row -> String? in
      guard case .cells(let cells, _) = row else { return nil }
      return csvLine(shown.map { cells[$0].datum })
    }
    return csvLine(shown.map { columns[$0].key }) + lines.joined()
  }
}

/// A line of CSV as RFC 4180 has it, with its line break. Nil is an empty field; an empty string is
/// quoted, so that the two differ.
///
/// A spreadsheet would take a field that begins like a formula for one. Such a text gets an
/// apostrophe in front, whoever wrote it; numbers stay numbers.
package func csvLine(_ fields: [String?]) -> String {
  fields.map { $0.map { quoted(harmless($0)) } ?? "" }.joined(separator: ",") + "\r\n"
}

private func harmless(_ field: String) -> String {
  guard let first = field.unicodeScalars.first, formulaMarks.contains(first) else { return field }
  return field.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?/) == nil ? "'" + field : field
}

/// What formulas begin with, the wide forms of East Asian keyboards among them, and the white space
/// that programs skip before one.
private let formulaMarks: Set<Unicode.Scalar> = [
  "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
]

private func quoted(_ field: String) -> String {
  // Some programs part fields at semicolons or tabs, as their country has it.
  let needsQuotes =
    field.isEmpty || field.unicodeScalars.contains { ",;\"\t\r\n".unicodeScalars.contains($0) }
  return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
}
