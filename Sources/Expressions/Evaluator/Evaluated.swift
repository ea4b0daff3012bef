/// What a step came to: small, so that it passes between steps without an allocation.
enum Evaluated {
  case value(Value)
  case failure(Failure)
  case unknown(Unknowns)

  static let yes = Evaluated.value(.bool(true))
  static let no = Evaluated.value(.bool(false))

  /// What leaves the evaluator. `offsets` are those of the part that came to this.
  func outcome(_ work: inout Work, at offsets: Range<Int>) -> Outcome {
    switch self {
    case .value(let value):
      do throws(Fault) {
        try value.spendSize(&work)
        return .value(value)
      } catch {
        return .error(EvaluationError(message: error.message, offsets: offsets))
      }
    case .failure(let failure):
      return .error(EvaluationError(message: failure.message, offsets: failure.offsets))
    case .unknown(let unknowns): return .unknown(unknowns.names)
    }
  }
}

/// An error in the course of an evaluation.
final class Failure: Sendable {
  let message: String
  let offsets: Range<Int>
  /// Whether it is the use of an answer that will never come: `has()` turns that into false.
  let isAbsence: Bool

  init(_ message: String, at offsets: Range<Int>, isAbsence: Bool = false) {
    self.message = message
    self.offsets = offsets
    self.isAbsence = isAbsence
  }
}

/// The names that an undecided value waits for.
final class Unknowns: Sendable {
  let names: Set<String>

  init(_ names: Set<String>) { self.names = names }

  func merged(with other: Unknowns?) -> Unknowns {
    guard let other, other !== self else { return self }
    return Unknowns(names.union(other.names))
  }
}
