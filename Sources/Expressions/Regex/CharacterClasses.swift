/// The classes that have names: `\d`, `[[:alpha:]]`, `\p{Lu}`.
enum CharacterClasses {
  static let digit: [ClosedRange<UInt32>] = [0x30...0x39]
  static let space: [ClosedRange<UInt32>] = [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
  static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]

  /// `d`, `s`, `w` and, negated, `D`, `S`, `W`.
  static func perl(_ letter: Unicode.Scalar) -> [ScalarSet.Part]? {
    switch letter {
    case "d": digit.map(ScalarSet.Part.range)
    case "s": space.map(ScalarSet.Part.range)
    case "w": word.map(ScalarSet.Part.range)
    case "D": [.notRanges(digit)]
    case "S": [.notRanges(space)]
    case "W": [.notRanges(word)]
    default: nil
    }
  }

  /// The ASCII classes in `[:` and `:]`.
  static let posix: [String: [ClosedRange<UInt32>]] = [
    "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A],
    "alpha": [0x41...0x5A, 0x61...0x7A],
    "ascii": [0x00...0x7F],
    "blank": [0x09...0x09, 0x20...0x20],
    "cntrl": [0x00...0x1F, 0x7F...0x7F],
    "digit": digit,
    "graph": [0x21...0x7E],
    "lower": [0x61...0x7A],
    "print": [0x20...0x7E],
    "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E],
    "space": [0x09...0x0D, 0x20...0x20],
    "upper": [0x41...0x5A],
    "word": word,
    "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
  ]

  /// The general categories that `\p{name}` takes; one letter stands for all that begin with it.
  static func categories(_ name: String) -> Set<Unicode.GeneralCategory>? {
    if let exact = categoryNames[name] { return [exact] }
    guard name.unicodeScalars.count == 1 else { return nil }
    let group = categoryNames.filter { $0.key.hasPrefix(name) }
    return group.isEmpty ? nil : Set(group.values)
  }

  private static let categoryNames: [String: Unicode.GeneralCategory] = [
    "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
    "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark,
    "Nd": .decimalNumber, "Nl": .letterNumber, "No": .otherNumber,
    "Pc": .connectorPunctuation, "Pd": .dashPunctuation, "Ps": .openPunctuation,
    "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
    "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol,
    "So": .otherSymbol, "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator,
    "Cc": .control, "Cf": .format, "Cs": .surrogate, "Co": .privateUse, "Cn": .unassigned,
  ]
}
