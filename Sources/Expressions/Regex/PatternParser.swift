/// Reads RE2 syntax. Recursion passes through groups only, and is counted there.
struct PatternParser {
  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesNewline = false
  }

  let scalars: [Unicode.Scalar]
  var position = 0
  var flags = Flags()
  private var nesting = 0

  /// The most that a counted repetition may ask for, as in RE2.
  private static let maximumCount = 1_000

  static func parse(_ pattern: String) throws(Fault) -> PatternNode {
    var parser = PatternParser(scalars: Array(pattern.unicodeScalars))
    let node = try parser.alternatives()
    guard parser.peek() == nil else { throw parser.fault("unexpected ')'") }
    return node
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    let index = position + distance
    return index < scalars.count ? scalars[index] : nil
  }

  mutating func accept(_ text: String) -> Bool {
    guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
    position += text.unicodeScalars.count
    return true
  }

  func fault(_ message: String) -> Fault { Fault("invalid pattern: \(message)") }

  private mutating func alternatives() throws(Fault) -> PatternNode {
    var branches = [try sequence()]
    while accept("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(Fault) -> PatternNode {
    var items: [PatternNode] = []
    while let scalar = peek(), scalar != "|", scalar != ")" {
      if accept("\\Q") {
        while peek() != nil, !accept("\\E") {
          items.append(.scalar(literal(scalars[position])))
          position += 1
          if let last = items.popLast() { items.append(try repeated(last)) }
        }
        continue
      }
      // `(?i)` sets flags for the rest of its group and is nothing by itself.
      guard let atom = try atom() else { continue }
      items.append(try repeated(atom))
    }
    return items.count == 1 ? items[0] : items.isEmpty ? .empty : .sequence(items)
  }

  private mutating func atom() throws(Fault) -> PatternNode? {
    guard let scalar = peek() else { return nil }
    position += 1
    switch scalar {
    case "(": return try group()
    case "[": return .scalar(try characterClass())
    case "\\": return try escape()
    case "*", "+", "?": throw fault("nothing to repeat before '\(scalar)'")
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case ".":
      return .scalar(
        ScalarSet(flags.dotMatchesNewline ? [] : [.range(0x0A...0x0A)], isNegated: true))
    default: return .scalar(literal(scalar))
    }
  }

  func literal(_ scalar: Unicode.Scalar) -> ScalarSet {
    ScalarSet([.range(scalar.value...scalar.value)], ignoresCase: flags.ignoresCase)
  }

  // MARK: Groups

  private mutating func group() throws(Fault) -> PatternNode? {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Limits.depth else { throw fault("nested too deep") }
    let outer = flags
    if accept("?P<") || accept("?<") {
      while let scalar = peek(), isNamePart(scalar) { position += 1 }
      guard accept(">") else { throw fault("the name of a group is not closed") }
    } else if accept("?") {
      guard try setFlags() else { return nil }
    }
    let inner = try alternatives()
    guard accept(")") else { throw fault("a group is not closed") }
    flags = outer
    return inner
  }

  /// Reads `i:` or `i)`. Whether a group follows; if not, the flags stand for the rest of the
  /// enclosing one.
  private mutating func setFlags() throws(Fault) -> Bool {
    var isSet = true
    while let scalar = peek() {
      position += 1
      switch scalar {
      case "i": flags.ignoresCase = isSet
      case "m": flags.isMultiline = isSet
      case "s": flags.dotMatchesNewline = isSet
      // Which match is preferred makes no difference here.
      case "U": break
      case "-" where isSet: isSet = false
      case ":": return true
      case ")": return false
      default: throw fault("unknown kind of group '(?\(scalar)'")
      }
    }
    throw fault("a group is not closed")
  }

  // MARK: Repetition

  private mutating func repeated(_ atom: PatternNode) throws(Fault) -> PatternNode {
    guard let (minimum, maximum) = try quantifier() else { return atom }
    _ = accept("?")
    let start = position
    if try quantifier() != nil {
      position = start
      throw fault("two repetitions in a row")
    }
    return .repetition(atom, minimum: minimum, maximum: maximum)
  }

  private mutating func quantifier() throws(Fault) -> (Int, Int?)? {
    if accept("*") { return (0, nil) }
    if accept("+") { return (1, nil) }
    if accept("?") { return (0, 1) }
    let start = position
    guard accept("{"), let minimum = count() else {
      position = start
      return nil
    }
    var maximum: Int? = minimum
    if accept(",") { maximum = count() }
    guard accept("}") else {
      // Not `{n}`, `{n,}` or `{n,m}`: then the brace means itself.
      position = start
      return nil
    }
    guard max(minimum, maximum ?? 0) <= Self.maximumCount, minimum <= maximum ?? minimum else {
      throw fault("a repetition counts up to \(Self.maximumCount), the smaller number first")
    }
    return (minimum, maximum)
  }

  private mutating func count() -> Int? {
    let start = position
    while let scalar = peek(), isDigit(scalar) { position += 1 }
    guard position > start else { return nil }
    // More digits than that are beyond the maximum anyway.
    return scalars[start..<position].prefix(9).reduce(0) { $0 * 10 + Int($1.value - 0x30) }
  }
}
