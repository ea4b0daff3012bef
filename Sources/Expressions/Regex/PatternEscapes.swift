extension PatternParser {
  /// What stands after a backslash, outside of a class.
  mutating func escape() throws(Fault) -> PatternNode {
    if accept("b") { return .assertion(.wordBoundary) }
    if accept("B") { return .assertion(.noWordBoundary) }
    if accept("A") { return .assertion(.textStart) }
    if accept("z") { return .assertion(.textEnd) }
    if let parts = try classEscape() {
      return .scalar(ScalarSet(parts, ignoresCase: flags.ignoresCase))
    }
    return .scalar(literal(try scalarEscape()))
  }

  /// `\d`, `\pL`, `\p{^Lu}` and their kind, after the backslash; `nil` for anything else.
  mutating func classEscape() throws(Fault) -> [ScalarSet.Part]? {
    guard let letter = peek() else { throw fault("nothing after the last backslash") }
    if let parts = CharacterClasses.perl(letter) {
      position += 1
      return parts
    }
    guard letter == "p" || letter == "P" else { return nil }
    position += 1
    var isNegated = letter == "P"
    var name = ""
    if accept("{") {
      if accept("^") { isNegated.toggle() }
      while let scalar = peek(), scalar != "}" {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard accept("}") else { throw fault("'\\p{' is not closed") }
    } else if let scalar = peek() {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    if name == "Any" { return isNegated ? [.notRanges([0...0x10_FFFF])] : [.range(0...0x10_FFFF)] }
    guard let categories = CharacterClasses.categories(name) else {
      throw fault("unknown category '\(name)': the general categories are known, scripts are not")
    }
    return [.category(categories, isNegated: isNegated)]
  }

  /// One scalar that is written with a backslash, after that backslash.
  mutating func scalarEscape() throws(Fault) -> Unicode.Scalar {
    guard let letter = peek() else { throw fault("nothing after the last backslash") }
    position += 1
    switch letter {
    case "a": return "\u{07}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "x": return try hexadecimal()
    case "0": return try octal(letter)
    // A single digit would be a backreference, which no linear-time matcher has.
    case "1"..."7" where peek().map { ("0"..."7").contains($0) } == true: return try octal(letter)
    default:
      guard letter.isASCII, !isNamePart(letter) else {
        throw fault("unknown escape '\\\(letter)'")
      }
      return letter
    }
  }

  private mutating func octal(_ first: Unicode.Scalar) throws(Fault) -> Unicode.Scalar {
    var value = first.value - 0x30
    for _ in 0..<2 {
      guard let digit = peek(), ("0"..."7").contains(digit) else { break }
      value = value * 8 + digit.value - 0x30
      position += 1
    }
    return try scalar(value)
  }

  private mutating func hexadecimal() throws(Fault) -> Unicode.Scalar {
    let isBraced = accept("{")
    var (value, count): (UInt32, Int) = (0, 0)
    while let digit = peek().flatMap(hexDigit), count < (isBraced ? 8 : 2) {
      value = value &* 16 &+ digit
      count += 1
      position += 1
    }
    guard isBraced ? count > 0 && accept("}") : count == 2 else {
      throw fault("'\\x' takes two digits, or some in braces")
    }
    return try scalar(value)
  }

  private func scalar(_ value: UInt32) throws(Fault) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(value) else { throw fault("no Unicode code point") }
    return scalar
  }

  /// What stands in brackets, after the opening one.
  mutating func characterClass() throws(Fault) -> ScalarSet {
    let isNegated = accept("^")
    var parts: [ScalarSet.Part] = []
    // A closing bracket that comes first means itself.
    var isFirst = true
    while let next = peek(), next != "]" || isFirst {
      isFirst = false
      if next == "[", peek(1) == ":", let named = try posixClass() {
        parts += named
        continue
      }
      if next == "\\" {
        position += 1
        if let named = try classEscape() {
          parts += named
          continue
        }
        position -= 1
      }
      let low = try classScalar()
      var high = low
      if peek() == "-", let end = peek(1), end != "]" {
        position += 1
        high = try classScalar()
      }
      guard low <= high else { throw fault("a range in brackets runs backwards") }
      parts.append(.range(low.value...high.value))
    }
    guard accept("]") else { throw fault("a bracket is not closed") }
    return ScalarSet(parts, isNegated: isNegated, ignoresCase: flags.ignoresCase)
  }

  private mutating func classScalar() throws(Fault) -> Unicode.Scalar {
    if accept("\\") { return try scalarEscape() }
    guard let scalar = peek() else { throw fault("a bracket is not closed") }
    position += 1
    return scalar
  }

  /// `[:alpha:]` or `[:^alpha:]`; `nil` where the bracket means itself.
  private mutating func posixClass() throws(Fault) -> [ScalarSet.Part]? {
    let start = position
    position += 2
    let isNegated = accept("^")
    var name = ""
    while let scalar = peek(), isNameStart(scalar) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard accept(":]") else {
      position = start
      return nil
    }
    guard let ranges = CharacterClasses.posix[name] else {
      throw fault("unknown class [:\(name):]")
    }
    return isNegated ? [.notRanges(ranges)] : ranges.map(ScalarSet.Part.range)
  }
}
