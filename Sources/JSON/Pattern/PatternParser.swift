/// Reads the grammar of patterns into a tree.
struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0

  private static let maxDepth = 50
  private static let maxCount = 1_000

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  mutating func parse() throws(PatternError) -> PatternNode {
    let node = try parseAlternatives(depth: 0)
    guard next == nil else { throw failure("')' closes nothing") }
    return node
  }

  private mutating func parseAlternatives(depth: Int) throws(PatternError) -> PatternNode {
    guard depth <= Self.maxDepth else {
      throw PatternError(reason: "groups stand more than \(Self.maxDepth) deep in one another")
    }
    var alternatives = [try parseSequence(depth: depth)]
    while take("|") { alternatives.append(try parseSequence(depth: depth)) }
    return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
  }

  private mutating func parseSequence(depth: Int) throws(PatternError) -> PatternNode {
    var nodes: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let (atom, mayRepeat) = try parseAtom(depth: depth)
      nodes.append(try parseQuantifier(of: atom, mayRepeat: mayRepeat))
    }
    return .sequence(nodes)
  }

  private mutating func parseAtom(
    depth: Int
  ) throws(PatternError) -> (node: PatternNode, mayRepeat: Bool) {
    let scalar = try advance()
    switch scalar {
    case "^": return (.assert(.start), false)
    case "$": return (.assert(.end), false)
    case ".": return (.scalar(.anyInLine), true)
    case "(": return (try parseGroup(depth: depth), true)
    case "[": return (.scalar(try parseClass()), true)
    case "*", "+", "?": throw failure("'\(scalar)' has nothing to repeat")
    case "{", "}", "]": throw failure("'\(scalar)' must be written as '\\\(scalar)' here")
    case "\\":
      if take("b") { return (.assert(.wordBoundary), false) }
      if take("B") { return (.assert(.noWordBoundary), false) }
      return (.scalar(try parseEscape(inClass: false)), true)
    default: return (.scalar(ScalarSet(scalar)), true)
    }
  }

  private mutating func parseGroup(depth: Int) throws(PatternError) -> PatternNode {
    if take("?") {
      if take("<"), next != "=", next != "!" {
        while let scalar = next, scalar != ">" {
          guard isWordScalar(scalar) || scalar == "$" else { break }
          position += 1
        }
        guard take(">") else { throw failure("the name of the group has no end") }
      } else {
        guard take(":") else {
          throw failure("look-around is not supported, as it cannot be matched in linear time")
        }
      }
    }
    let node = try parseAlternatives(depth: depth + 1)
    guard take(")") else { throw failure("a group has no end: ')' is missing") }
    return node
  }

  private mutating func parseQuantifier(
    of node: PatternNode, mayRepeat: Bool
  ) throws(PatternError) -> PatternNode {
    let bounds: (min: Int, max: Int?)
    switch next {
    case "*": bounds = (0, nil)
    case "+": bounds = (1, nil)
    case "?": bounds = (0, 1)
    case "{": bounds = try parseBounds()
    default: return node
    }
    position += 1
    // Lazy or not, the same texts match.
    _ = take("?")
    guard mayRepeat else { throw failure("a place such as '^' cannot be repeated") }
    return .repeated(node, min: bounds.min, max: bounds.max)
  }

  /// Reads `{3}`, `{3,}` or `{3,5}`, and stops at the closing brace.
  private mutating func parseBounds() throws(PatternError) -> (min: Int, max: Int?) {
    position += 1
    guard let min = try parseCount() else { throw failure("'{' must be written as '\\{' here") }
    let max: Int? = take(",") ? try parseCount() : min
    guard next == "}" else { throw failure("a repetition has no end: '}' is missing") }
    if let max, max < min { throw failure("a repetition of at least \(min) and at most \(max)") }
    return (min, max)
  }

  private mutating func parseCount() throws(PatternError) -> Int? {
    var count: Int?
    while let scalar = next, ("0"..."9").contains(scalar) {
      let value = (count ?? 0) * 10 + Int(scalar.value - 0x30)
      guard value <= Self.maxCount else {
        throw failure("a repetition of more than \(Self.maxCount)")
      }
      count = value
      position += 1
    }
    return count
  }

  mutating func advance() throws(PatternError) -> Unicode.Scalar {
    guard let scalar = next else { throw failure("the pattern ends too early") }
    position += 1
    return scalar
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  func failure(_ reason: String) -> PatternError {
    PatternError(reason: "\(reason) (character \(position))")
  }
}
