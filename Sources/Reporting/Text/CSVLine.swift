/// A line of CSV as RFC 4180 has it, with its line break. Nil is an empty field; an empty string is
/// quoted, so that the two differ.
package func csvLine(_ fields: [String?]) -> String {
  fields.map { $0.map(field) ?? "" }.joined(separator: ",") + "\n"
}

private func field(_ text: String) -> String {
  let needsQuotes =
    text.isEmpty
    || text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains($0) }
  return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
}

/// Text out of rules or data for a spreadsheet, which would take a cell that begins like this for a
/// formula: such a text gets an apostrophe in front.
func csvText(_ text: String) -> String {
  let isFormula =
    text.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
  return isFormula ? "'" + text : text
}
