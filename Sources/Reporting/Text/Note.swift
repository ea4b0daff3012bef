/// What figures do not say by themselves.
struct Note: Sendable, Hashable {
  enum Mark: String, Sendable {
    /// On what starred figures rest.
    case star = "*"
    case item = "-"
    /// Something that went wrong.
    case alert = "!"
    /// A paragraph of its own.
    case plain = ""
  }

  let mark: Mark
  /// A sentence.
  let text: String

  init(_ mark: Mark, _ text: String) {
    self.mark = mark
    self.text = printable(text)
  }
}

extension [Note] {
  /// A paragraph each.
  func text(on screen: Screen) -> String {
    map { note in
      let lead = note.mark == .plain ? "" : note.mark.rawValue + " "
      return wrapped(lead + note.text, to: screen.width, indent: 2) + "\n"
    }.joined()
  }
}
