package import Money
package import Simulation

/// A bound on what a change of rules may cost.
package struct Gate: Sendable, Hashable {
  /// What the expected cost may be, or may grow by.
  package enum Bound: Sendable, Hashable {
    /// The expected cost may grow by so many percent of the old.
    case percent(ExactDecimal)
    /// The expected cost may grow by so many US dollars.
    case amount(USD)
    /// The new expected cost may be so many US dollars.
    case total(USD)
  }

  package let bound: Bound
  /// The option and its value, as they were given.
  package let option: String
  /// Whether passing it is told and no more.
  package let isWarning: Bool

  package init(_ bound: Bound, option: String, isWarning: Bool = false) {
    self.bound = bound
    self.option = option
    self.isWarning = isWarning
  }

  /// Holds a comparison against the bound. What is exactly at it is within.
  ///
  /// - Throws: `MoneyOverflow`.
  package func result(of comparison: Comparison) throws(MoneyOverflow) -> GateResult {
    let (old, new) = (comparison.old.total.expected, comparison.new.total.expected)
    let growth = comparison.change.expected
    let isClosed: Bool
    let found: String
    switch bound {
    case .total(let most):
      isClosed = new > most
      found = "the expected cost is \(new.formatted())"
    case .amount(let most):
      isClosed = growth > most
      found = Self.growth(growth, USD(growth.decimal.magnitude).formatted())
    case .percent(let most):
      // Compared as amounts: a percentage of nothing is nothing, and no rounding decides.
      isClosed = growth > (try old.times(most).dividing(by: 100))
      found =
        if let percent = comparison.changePercent {
          Self.growth(growth, "\(percent.magnitude)%")
        } else {
          "the expected cost grows from nothing by \(growth.formatted())"
        }
    }
    return GateResult(gate: self, isClosed: isClosed, found: found)
  }

  private static func growth(_ growth: USD, _ words: String) -> String {
    growth.isZero
      ? "the expected cost stays"
      : growth.isNegative
        ? "the expected cost falls by \(words)" : "the expected cost grows by \(words)"
  }
}

/// What came of holding a comparison against a gate.
package struct GateResult: Sendable, Hashable {
  package let gate: Gate
  package let isClosed: Bool
  /// What was found, without a full stop.
  package let found: String

  /// Why the gate is closed: `--fail-above 5%: the expected cost grows by 7.31%`
  package var sentence: String { "\(gate.option): \(found)" }
}
