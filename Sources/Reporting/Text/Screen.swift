/// What a text is laid out for.
package struct Screen: Sendable, Hashable {
  package let style: Style
  /// In cells; at least 40.
  package let width: Int

  package init(style: Style = .plain, width: Int = 80) {
    self.style = style
    self.width = max(width, 40)
  }
}

/// How emphasis looks: with escapes on a terminal, not at all elsewhere.
package struct Style: Sendable, Hashable {
  package let isColored: Bool

  package init(isColored: Bool) {
    self.isColored = isColored
  }

  package static let plain = Style(isColored: false)

  /// A kind of emphasis, by the parameter of its escape sequence (ECMA-48, SGR).
  package enum Ink: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  /// The text in that ink; as it is where there is none.
  package func callAsFunction(_ ink: Ink?, _ text: String) -> String {
    guard let ink, isColored, !text.isEmpty else { return text }
    return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
  }
}
