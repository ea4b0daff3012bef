/// A regular expression as JSON Schema's `pattern` has it: ECMA-262 in Unicode mode, without what
/// would need backtracking (look-around and back-references, which are refused).
///
/// Matching simulates all ways through the expression at once: its time is the length of the text
/// times the size of the expression, whatever both are. Swift's `Regex` backtracks, and a pattern
/// such as `(a+)+$` would let one answer hang a run.
struct Pattern: Sendable {
  private let program: [PatternInstruction]
  let text: String

  init(_ text: String) throws(PatternError) {
    self.text = text
    var parser = PatternParser(text)
    program = try PatternProgram.compile(try parser.parse())
  }

  /// Whether the pattern matches anywhere in the text; `^` and `$` are the text's ends.
  func matches(_ text: String) -> Bool {
    var current = ThreadSet(capacity: program.count)
    var upcoming = ThreadSet(capacity: program.count)
    var before: Unicode.Scalar?
    var scalars = text.unicodeScalars.makeIterator()
    var next = scalars.next()
    while true {
      // A match may begin at any place.
      if current.add(0, in: program, before: before, after: next) { return true }
      guard let scalar = next else { return false }
      before = scalar
      next = scalars.next()
      upcoming.removeAll()
      for index in current.members {
        guard case .scalar(let set) = program[index], set.contains(scalar) else { continue }
        if upcoming.add(index + 1, in: program, before: before, after: next) { return true }
      }
      swap(&current, &upcoming)
    }
  }
}

/// A pattern is not understood, or asks for more than is offered.
struct PatternError: Error {
  let reason: String
}

/// The instructions that the ways through a pattern stand at, each once.
private struct ThreadSet {
  private(set) var members: [Int] = []
  private var isMember: [Bool]
  private var pending: [Int] = []

  init(capacity: Int) { isMember = Array(repeating: false, count: capacity) }

  mutating func removeAll() {
    for member in members { isMember[member] = false }
    members.removeAll(keepingCapacity: true)
  }

  /// Adds an instruction and all that it leads to without reading a scalar.
  ///
  /// Says whether the end of the pattern is among them.
  mutating func add(
    _ start: Int, in program: [PatternInstruction], before: Unicode.Scalar?, after: Unicode.Scalar?
  ) -> Bool {
    pending.append(start)
    while let index = pending.popLast() {
      guard !isMember[index] else { continue }
      isMember[index] = true
      members.append(index)
      switch program[index] {
      case .scalar: break
      case .match:
        pending.removeAll(keepingCapacity: true)
        return true
      case .jump(let target): pending.append(target)
      case .split(let first, let second): pending += [second, first]
      case .assert(let place):
        if place.holds(before: before, after: after) { pending.append(index + 1) }
      }
    }
    return false
  }
}

extension PatternPlace {
  fileprivate func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
    let isBoundary = (before.map(isWordScalar) ?? false) != (after.map(isWordScalar) ?? false)
    return switch self {
    case .start: before == nil
    case .end: after == nil
    case .wordBoundary: isBoundary
    case .noWordBoundary: !isBoundary
    }
  }
}
