import Diagnostics

/// Text that came from data, a model or a file, on one line and with everything visible that would
/// move the cursor, colour or reverse what a terminal shows.
package func printable(_ text: String) -> String {
  harmless(text.split(whereSeparator: \.isNewline).joined(separator: " "))
}

/// The cells that a terminal gives a text.
func displayWidth(_ text: String) -> Int {
  text.reduce(0) { $0 + $1.displayWidth }
}

/// The text where it fits into so many cells, else as much of it as fits before a `…`.
func shortened(_ text: String, to width: Int) -> String {
  guard displayWidth(text) > width else { return text }
  var kept = ""
  var used = 0
  for character in text {
    guard used + character.displayWidth < width else { break }
    used += character.displayWidth
    kept.append(character)
  }
  return kept + "…"
}
