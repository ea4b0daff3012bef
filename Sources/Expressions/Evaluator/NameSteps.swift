/// A literal, or what was found constant.
final class ConstantStep: Step {
  let value: Value

  init(_ value: Value) { self.value = value }

  func run(_ frame: inout Frame) -> Evaluated { .value(value) }
}

/// A variable, by its position among the bindings.
final class NameStep: Step {
  private let slot: Int
  private let unknown: Unknowns
  private let absence: Failure
  private let fallback: any Step

  /// `fallback` runs where the name is not bound.
  init(_ name: String, slot: Int, at offsets: Range<Int>, fallback: any Step) {
    self.slot = slot
    self.fallback = fallback
    unknown = Unknowns([name])
    absence = Failure("'\(name)' has no answer", at: offsets, isAbsence: true)
  }

  func run(_ frame: inout Frame) -> Evaluated {
    switch frame.binding(slot) {
    case .value(let value): .value(value)
    case .unknown: .unknown(unknown)
    case .absent: .failure(absence)
    case .unbound: fallback.run(&frame)
    }
  }
}

/// A qualified name of which several beginnings may be bound: the longest that is.
final class QualifiedNameStep: Step {
  /// The slot of a beginning, and the step for it with the rest of the fields.
  typealias Candidate = (slot: Int, step: any Step)

  private let candidates: [Candidate]
  private let fallback: any Step

  /// `candidates` come longest first.
  init(_ candidates: [Candidate], fallback: any Step) {
    self.candidates = candidates
    self.fallback = fallback
  }

  func run(_ frame: inout Frame) -> Evaluated {
    for candidate in candidates where frame.isBound(candidate.slot) {
      return candidate.step.run(&frame)
    }
    return fallback.run(&frame)
  }
}

/// The variable of a comprehension.
final class LocalStep: Step {
  private let level: Int

  init(level: Int) { self.level = level }

  func run(_ frame: inout Frame) -> Evaluated { .value(frame.locals[level]) }
}

/// What is certain to fail: a name that nothing stands for, a function that does not exist.
final class FailingStep: Step {
  private let failure: Failure

  init(_ message: String, at offsets: Range<Int>) { failure = Failure(message, at: offsets) }

  func run(_ frame: inout Frame) -> Evaluated { .failure(failure) }
}
