/// A pattern as a tree.
indirect enum PatternNode {
  case scalar(ScalarSet)
  case assert(PatternPlace)
  case sequence([PatternNode])
  case alternatives([PatternNode])
  case repeated(PatternNode, min: Int, max: Int?)
}

/// A condition on the place between two scalars.
enum PatternPlace: Sendable {
  case start, end, wordBoundary, noWordBoundary
}

/// One step of a compiled pattern. Targets are indices of instructions.
enum PatternInstruction: Sendable {
  case scalar(ScalarSet)
  case assert(PatternPlace)
  case split(Int, Int)
  case jump(Int)
  case match
}

/// Turns the tree into instructions.
struct PatternProgram {
  private var instructions: [PatternInstruction] = []

  /// Counted repetitions are written out: this is what bounds them.
  private static let limit = 4_000

  static func compile(_ node: PatternNode) throws(PatternError) -> [PatternInstruction] {
    var program = PatternProgram()
    try program.emit(node)
    try program.append(.match)
    return program.instructions
  }

  private mutating func append(_ instruction: PatternInstruction) throws(PatternError) {
    guard instructions.count < Self.limit else {
      throw PatternError(reason: "the pattern is too large with its repetitions written out")
    }
    instructions.append(instruction)
  }

  // Recursion is bounded by the parser's limit on groups.
  private mutating func emit(_ node: PatternNode) throws(PatternError) {
    switch node {
    case .scalar(let set): try append(.scalar(set))
    case .assert(let place): try append(.assert(place))
    case .sequence(let nodes):
      for node in nodes { try emit(node) }
    case .alternatives(let nodes): try emit(alternatives: nodes[...])
    case .repeated(let node, let min, let max): try emit(node, min: min, max: max)
    }
  }

  private mutating func emit(alternatives nodes: ArraySlice<PatternNode>) throws(PatternError) {
    var jumps: [Int] = []
    for (index, node) in zip(nodes.indices, nodes) {
      guard index < nodes.endIndex - 1 else {
        try emit(node)
        break
      }
      let split = instructions.count
      try append(.split(split + 1, split + 1))
      try emit(node)
      jumps.append(instructions.count)
      try append(.jump(0))
      instructions[split] = .split(split + 1, instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func emit(_ node: PatternNode, min: Int, max: Int?) throws(PatternError) {
    for _ in 0..<min {
      let start = instructions.count
      try emit(node)
      // What emits nothing may be repeated for ever.
      if instructions.count == start { return }
    }
    guard let max else {
      let split = instructions.count
      try append(.split(split + 1, split + 1))
      try emit(node)
      try append(.jump(split))
      instructions[split] = .split(split + 1, instructions.count)
      return
    }
    var splits: [Int] = []
    for _ in min..<max {
      splits.append(instructions.count)
      try append(.split(0, 0))
      try emit(node)
    }
    for split in splits { instructions[split] = .split(split + 1, instructions.count) }
  }
}
