/// `a && b && …` and `a || b || …`: an operand that decides absorbs errors and unknowns on either
/// side of it. Otherwise what is unknown comes before an error, for it might still decide.
final class LogicalStep: Step {
  private let operands: [any Step]
  private let offsets: [Range<Int>]
  private let decisive: Bool

  /// `decisive` is the operand that decides: false for `&&`, true for `||`.
  init(_ operands: [any Step], offsets: [Range<Int>], decisive: Bool) {
    self.operands = operands
    self.offsets = offsets
    self.decisive = decisive
  }

  func run(_ frame: inout Frame) -> Evaluated {
    var undecided = Undecided()
    for index in operands.indices {
      let operand = operands[index].run(&frame)
      if case .value(.bool(let value)) = operand {
        if value == decisive { return .value(.bool(decisive)) }
      } else {
        undecided.add(operand, at: offsets[index])
      }
    }
    return undecided.result ?? .value(.bool(!decisive))
  }
}

/// What `&&`, `||`, `all` and `exists` have gathered that is neither true nor false.
struct Undecided {
  private var unknowns: Unknowns?
  private var failure: Failure?

  mutating func add(_ operand: Evaluated, at offsets: @autoclosure () -> Range<Int>) {
    switch operand {
    case .unknown(let found): unknowns = found.merged(with: unknowns)
    case .failure(let found): failure = failure ?? found
    case .value(let value): failure = failure ?? notBool(value, at: offsets())
    }
  }

  var result: Evaluated? { unknowns.map(Evaluated.unknown) ?? failure.map(Evaluated.failure) }
}

/// `!a`
final class NotStep: Step {
  private let operand: any Step
  private let offsets: Range<Int>

  init(_ operand: any Step, at offsets: Range<Int>) {
    self.operand = operand
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let operand = operand.run(&frame)
    switch operand {
    case .value(.bool(let value)): return .value(.bool(!value))
    case .value(let value): return .failure(notBool(value, at: offsets))
    case .failure, .unknown: return operand
    }
  }
}

/// `a ? b : c`: only the branch that is taken is evaluated, and nothing absorbs its condition.
final class ConditionalStep: Step {
  private let condition: any Step
  private let then: any Step
  private let otherwise: any Step
  private let offsets: Range<Int>

  /// `offsets` are those of the condition.
  init(_ condition: any Step, _ then: any Step, _ otherwise: any Step, at offsets: Range<Int>) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let condition = condition.run(&frame)
    switch condition {
    case .value(.bool(true)): return then.run(&frame)
    case .value(.bool(false)): return otherwise.run(&frame)
    case .value(let value): return .failure(notBool(value, at: offsets))
    case .failure, .unknown: return condition
    }
  }
}

func notBool(_ value: Value, at offsets: Range<Int>) -> Failure {
  Failure("expected a bool, found \(value.typeName.name)", at: offsets)
}
