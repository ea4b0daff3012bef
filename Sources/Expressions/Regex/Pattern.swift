/// A regular expression in RE2 syntax, matched in time linear in the text: all states that the
/// pattern can be in are followed at once, and nothing is ever tried twice.
struct Pattern: Sendable {
  private let program: PatternProgram

  /// A pattern that is written in an expression. Throws when `text` is none.
  init(_ text: String) throws(Fault) {
    var work = Work()
    try self.init(text, &work)
  }

  /// A pattern that comes out of an evaluation, and is compiled at its expense.
  init(_ text: String, _ work: inout Work) throws(Fault) {
    guard text.utf8.count <= Self.textBytes else { throw Fault("invalid pattern: too large") }
    // Compiling takes longer by the byte than matching does.
    try work.spend(64 * text.utf8.count)
    program = try PatternProgram(try PatternParser.parse(text), &work)
  }

  private static let textBytes = 10_000

  /// Whether any part of `text` matches.
  func matches(_ text: String, _ work: inout Work) throws(Fault) -> Bool {
    let size = program.instructions.count
    var (current, next) = (States(size), States(size))
    var previous: Unicode.Scalar?
    var rest = text.unicodeScalars.makeIterator()
    var scalar = rest.next()
    while true {
      // A match may begin anywhere.
      if current.add(0, program, previous, scalar) { return true }
      try work.spend(1 + current.visited)
      guard let taken = scalar else { return false }
      let following = rest.next()
      next.removeAll()
      for state in current.waiting {
        guard case .take(let set) = program.instructions[state], program.sets[set].contains(taken)
        else { continue }
        if next.add(state + 1, program, taken, following) { return true }
      }
      swap(&current, &next)
      previous = taken
      scalar = following
    }
  }

  /// The states in force at one place.
  private struct States {
    /// Those that wait for a scalar.
    private(set) var waiting: [Int] = []
    /// How many have been looked at here.
    private(set) var visited = 0
    private var marks: [Int]
    private var generation = 1
    private var pending: [Int] = []

    init(_ count: Int) { marks = Array(repeating: 0, count: count) }

    mutating func removeAll() {
      waiting.removeAll(keepingCapacity: true)
      visited = 0
      generation += 1
    }

    /// Adds a state and all that it leads to without a scalar. Whether one of them accepts.
    mutating func add(
      _ state: Int, _ program: PatternProgram, _ previous: Unicode.Scalar?, _ next: Unicode.Scalar?
    ) -> Bool {
      pending.append(state)
      while let state = pending.popLast() {
        guard marks[state] != generation else { continue }
        marks[state] = generation
        visited += 1
        switch program.instructions[state] {
        case .take: waiting.append(state)
        case .jump(let target): pending.append(target)
        case .split(let first, let second):
          pending.append(second)
          pending.append(first)
        case .check(let assertion):
          if assertion.holds(between: previous, and: next) { pending.append(state + 1) }
        case .accept: return true
        }
      }
      return false
    }
  }
}
