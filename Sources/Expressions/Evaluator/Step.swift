/// A compiled node: what is done to evaluate it. Steps are made once and run any number of times,
/// on any thread. Classes, all of them: a reference is cheaper to call through than a box.
protocol Step: AnyObject, Sendable {
  func run(_ frame: inout Frame) -> Evaluated
}

/// The state of one evaluation.
struct Frame {
  /// The bindings, at the positions that names were compiled to.
  let slots: [Binding]
  /// The variables of the comprehensions around the current step, outermost first.
  var locals: [Value] = []
  var work = Work()
  /// What each traced step came to, by the step's number.
  var trace = [Int: Evaluated]()

  init(slots: [Binding]) { self.slots = slots }

  @inline(__always)
  func binding(_ slot: Int) -> Binding { slot < slots.count ? slots[slot] : .unbound }

  func isBound(_ slot: Int) -> Bool {
    if case .unbound = binding(slot) { false } else { true }
  }
}

/// The operands of a strict operation: all are evaluated, and an error among them is certain to
/// remain one, so that it comes before what is unknown.
enum Operands {
  case values([Value])
  case undecided(Evaluated)

  init(_ steps: [any Step], _ frame: inout Frame) {
    var values: [Value] = []
    values.reserveCapacity(steps.count)
    var failure: Failure?
    var unknowns: Unknowns?
    for step in steps {
      switch step.run(&frame) {
      case .value(let value): values.append(value)
      case .failure(let found): failure = failure ?? found
      case .unknown(let found): unknowns = found.merged(with: unknowns)
      }
    }
    if let failure {
      self = .undecided(.failure(failure))
    } else if let unknowns {
      self = .undecided(.unknown(unknowns))
    } else {
      self = .values(values)
    }
  }

  /// What two operands come to when at least one of them is no value.
  static func undecided(_ left: Evaluated, _ right: Evaluated) -> Evaluated {
    switch (left, right) {
    case (.failure, _): left
    case (_, .failure): right
    case (.unknown(let a), .unknown(let b)): .unknown(a.merged(with: b))
    case (.unknown, _): left
    default: right
    }
  }
}
