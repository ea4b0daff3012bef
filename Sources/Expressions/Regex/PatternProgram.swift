/// A pattern as a machine of states, some of which are in force at each place of the text.
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    /// Takes one scalar of the set and goes on at the next instruction.
    case take(Int)
    case check(PatternAssertion)
    case split(Int, Int)
    case jump(Int)
    case accept
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ScalarSet] = []

  /// Counted repetitions are written out, so that small patterns can ask for large machines.
  private static let limit = 10_000

  init(_ node: PatternNode, _ work: inout Work) throws(Fault) {
    try emit(node, &work)
    instructions.append(.accept)
  }

  private mutating func append(_ instruction: Instruction, _ work: inout Work) throws(Fault) {
    guard instructions.count < Self.limit else { throw Fault("invalid pattern: too large") }
    try work.spend(4)
    instructions.append(instruction)
  }

  private mutating func emit(_ node: PatternNode, _ work: inout Work) throws(Fault) {
    switch node {
    case .empty: break
    case .scalar(let set):
      try append(.take(sets.count), &work)
      sets.append(set)
    case .assertion(let assertion): try append(.check(assertion), &work)
    case .sequence(let items):
      for item in items { try emit(item, &work) }
    case .alternatives(let branches): try emitAlternatives(branches, &work)
    case .repetition(let inner, let minimum, let maximum):
      try emitRepetition(inner, minimum, maximum, &work)
    }
  }

  private mutating func emitAlternatives(_ branches: [PatternNode], _ work: inout Work)
    throws(Fault)
  {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      guard index < branches.count - 1 else {
        try emit(branch, &work)
        break
      }
      let split = instructions.count
      try append(.split(split + 1, split + 1), &work)
      try emit(branch, &work)
      jumps.append(instructions.count)
      try append(.jump(0), &work)
      instructions[split] = .split(split + 1, instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func emitRepetition(
    _ inner: PatternNode, _ minimum: Int, _ maximum: Int?, _ work: inout Work
  ) throws(Fault) {
    for _ in 0..<minimum {
      let before = instructions.count
      try emit(inner, &work)
      // What takes no instruction takes none however often, and must not be counted out in time.
      if instructions.count == before { break }
    }
    guard let maximum else {
      let split = instructions.count
      try append(.split(split + 1, split + 1), &work)
      try emit(inner, &work)
      try append(.jump(split), &work)
      instructions[split] = .split(split + 1, instructions.count)
      return
    }
    var splits: [Int] = []
    for _ in minimum..<maximum {
      splits.append(instructions.count)
      try append(.split(0, 0), &work)
      try emit(inner, &work)
    }
    for split in splits { instructions[split] = .split(split + 1, instructions.count) }
  }
}
