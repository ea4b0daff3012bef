extension SyntaxWording {
  /// Problems of escapes, tabs, block headers, tags and directives.
  mutating func applyRareWording(
    _ problem: String, context: String?, shown: String, at scalar: Unicode.Scalar?
  ) {
    switch problem {
    case "found unknown escape character":
      message = "there is no such escape in a double-quoted text"
      label = "YAML does not know this escape"
      help = #"write '\\' for a backslash, or use single quotes, where '\' is only itself"#
      mayNeedQuotes = false
    case "did not find expected hexdecimal number":
      message = "an escape lacks hexadecimal digits"
      label = "expected 2 of them after '\\x', 4 after '\\u', 8 after '\\U'"
      mayNeedQuotes = false
    case "found invalid Unicode character escape code":
      message = "no Unicode character has the number of this escape"
      mayNeedQuotes = false
    case "found a tab character where an indentation space is expected",
      "found a tab character that violates indentation",
      "found a tab character that violate indentation":
      message = "a tab stands where YAML wants spaces"
      help = "indent with spaces"
      mayNeedQuotes = false
    case "found an indentation indicator equal to 0":
      message = "the indentation of a block counts from 1"
    case "did not find expected comment or line break":
      message = "nothing may follow here on the same line"
      label = "expected the end of the line, found \(shown)"
      openingLabel = context == "while scanning a block scalar" ? "this starts a block of text" : ""
    case "found unexpected ':'":
      message = "a ':' stands inside of a value in { } or [ ]"
    case "did not find expected <document start>":
      message = "the document has already ended"
      label = "this does not belong to it"
    case "found undefined tag handle":
      message = "no tag begins like this"
      label = "YAML takes what begins with '!' for a tag"
    case "control characters are not allowed":
      let number = scalar.map { String($0.value, radix: 16, uppercase: true) } ?? "?"
      let digits = String(repeating: "0", count: max(0, 4 - number.count)) + number
      message = "the control character U+\(digits) cannot stand in a YAML file"
      help = #"write it as an escape in double quotes, such as "\e""#
      mayNeedQuotes = false
    default:
      switch context {
      case "while scanning a tag", "while parsing a tag":
        message = "'!' starts a tag in YAML, and this is none"
        openingLabel = "YAML takes what begins with '!' for a tag"
        isAboutOpening = true
      case "while scanning a directive", "while scanning a %YAML directive",
        "while parsing a %TAG directive", "while scanning a %TAG directive":
        message = "'%' at the start of a line begins a directive, and this is none"
        openingLabel = "YAML takes this for a directive"
        isAboutOpening = true
      default: break
      }
    }
  }
}
