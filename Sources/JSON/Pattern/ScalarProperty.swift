/// What `\p{…}` names: a general category, or one of the few binary properties that are offered.
enum ScalarProperty: Sendable {
  case categories(Set<Unicode.GeneralCategory>)
  case any, ascii, alphabetic, lowercase, uppercase, whiteSpace

  init?(named name: String) {
    switch name {
    case "Any": self = .any
    case "ASCII": self = .ascii
    case "Alphabetic", "Alpha": self = .alphabetic
    case "Lowercase", "Lower": self = .lowercase
    case "Uppercase", "Upper": self = .uppercase
    case "White_Space", "space": self = .whiteSpace
    default:
      var name = name[...]
      for prefix in ["General_Category=", "gc="] where name.hasPrefix(prefix) {
        name = name.dropFirst(prefix.count)
      }
      let categories = generalCategories.filter { $0.names.contains(String(name)) }
      guard !categories.isEmpty else { return nil }
      self = .categories(Set(categories.map(\.category)))
    }
  }

  func holds(for scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .categories(let categories): categories.contains(scalar.properties.generalCategory)
    case .any: true
    case .ascii: scalar.isASCII
    case .alphabetic: scalar.properties.isAlphabetic
    case .lowercase: scalar.properties.isLowercase
    case .uppercase: scalar.properties.isUppercase
    case .whiteSpace: scalar.properties.isWhitespace
    }
  }
}

/// Every general category with all names that select it, those of its groups among them.
private let generalCategories: [(category: Unicode.GeneralCategory, names: [String])] = [
  (.uppercaseLetter, ["Lu", "Uppercase_Letter", "LC", "Cased_Letter", "L", "Letter"]),
  (.lowercaseLetter, ["Ll", "Lowercase_Letter", "LC", "Cased_Letter", "L", "Letter"]),
  (.titlecaseLetter, ["Lt", "Titlecase_Letter", "LC", "Cased_Letter", "L", "Letter"]),
  (.modifierLetter, ["Lm", "Modifier_Letter", "L", "Letter"]),
  (.otherLetter, ["Lo", "Other_Letter", "L", "Letter"]),
  (.nonspacingMark, ["Mn", "Nonspacing_Mark", "M", "Mark", "Combining_Mark"]),
  (.spacingMark, ["Mc", "Spacing_Mark", "M", "Mark", "Combining_Mark"]),
  (.enclosingMark, ["Me", "Enclosing_Mark", "M", "Mark", "Combining_Mark"]),
  (.decimalNumber, ["Nd", "Decimal_Number", "digit", "N", "Number"]),
  (.letterNumber, ["Nl", "Letter_Number", "N", "Number"]),
  (.otherNumber, ["No", "Other_Number", "N", "Number"]),
  (.connectorPunctuation, ["Pc", "Connector_Punctuation", "P", "Punctuation", "punct"]),
  (.dashPunctuation, ["Pd", "Dash_Punctuation", "P", "Punctuation", "punct"]),
  (.openPunctuation, ["Ps", "Open_Punctuation", "P", "Punctuation", "punct"]),
  (.closePunctuation, ["Pe", "Close_Punctuation", "P", "Punctuation", "punct"]),
  (.initialPunctuation, ["Pi", "Initial_Punctuation", "P", "Punctuation", "punct"]),
  (.finalPunctuation, ["Pf", "Final_Punctuation", "P", "Punctuation", "punct"]),
  (.otherPunctuation, ["Po", "Other_Punctuation", "P", "Punctuation", "punct"]),
  (.mathSymbol, ["Sm", "Math_Symbol", "S", "Symbol"]),
  (.currencySymbol, ["Sc", "Currency_Symbol", "S", "Symbol"]),
  (.modifierSymbol, ["Sk", "Modifier_Symbol", "S", "Symbol"]),
  (.otherSymbol, ["So", "Other_Symbol", "S", "Symbol"]),
  (.spaceSeparator, ["Zs", "Space_Separator", "Z", "Separator"]),
  (.lineSeparator, ["Zl", "Line_Separator", "Z", "Separator"]),
  (.paragraphSeparator, ["Zp", "Paragraph_Separator", "Z", "Separator"]),
  (.control, ["Cc", "Control", "cntrl", "C", "Other"]),
  (.format, ["Cf", "Format", "C", "Other"]),
  (.surrogate, ["Cs", "Surrogate", "C", "Other"]),
  (.privateUse, ["Co", "Private_Use", "C", "Other"]),
  (.unassigned, ["Cn", "Unassigned", "C", "Other"]),
]
