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
