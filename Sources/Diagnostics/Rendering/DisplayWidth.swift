extension Character {
  /// The columns that a terminal gives it: 0 for a lone combining mark, 2 for what is wide.
  package var displayWidth: Int {
    let scalars = unicodeScalars
    if scalars.count == 1, let only = scalars.first { return only.displayWidth }
    // A sequence of emoji (joined, with a skin tone, a flag) is drawn as one picture.
    let isPicture = scalars.contains { $0.properties.isEmojiPresentation || $0 == "\u{FE0F}" }
    return isPicture ? 2 : scalars.reduce(0) { $0 + $1.displayWidth }
  }
}

extension Unicode.Scalar {
  package var displayWidth: Int {
    if value < 0x300 { return 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Vowels and finals of Hangul join the initial before them.
    if 0x1160...0x11FF ~= value { return 0 }
    if properties.isEmojiPresentation { return 2 }
    return wideRanges.contains { $0.contains(value) } ? 2 : 1
  }

  /// Would move the cursor, reverse the text or be invisible, and so could forge a rendering.
  var isHarmfulInTerminal: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  /// What is shown in its place: the picture of a control character, or the replacement character.
  var harmlessForm: Unicode.Scalar {
    switch value {
    case 0x00...0x1F: Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    default: "\u{FFFD}"
    }
  }
}

/// Width W or F in Unicode's EastAsianWidth.txt, without what has emoji presentation; unassigned
/// code points between two ranges are counted with them.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF,
  0x4E00...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
  0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB,
  0x1F200...0x1F265, 0x20000...0x3FFFD,
]

/// The text with control and direction characters made visible; line breaks stay.
package func harmless(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0.isHarmfulInTerminal && $0 != "\n" }) else {
    return text
  }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    result.append(scalar.isHarmfulInTerminal && scalar != "\n" ? scalar.harmlessForm : scalar)
  }
  return String(result)
}
