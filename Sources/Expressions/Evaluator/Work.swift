/// Why an operation on values failed. Where is added by the step that asked for it.
struct Fault: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// What an evaluation may still spend. Everything that can be made to take long by its input
/// spends in proportion, so that a hostile expression ends in an error.
struct Work {
  private var remaining: Int

  init(_ units: Int = Limits.work) { remaining = units }

  mutating func spend(_ units: Int) throws(Fault) {
    let (rest, overflow) = remaining.subtractingReportingOverflow(units)
    guard !overflow, rest >= 0 else {
      remaining = 0
      throw Fault("evaluating this takes too much work")
    }
    remaining = rest
  }
}
