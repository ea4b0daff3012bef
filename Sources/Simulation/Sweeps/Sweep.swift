package import Diagnostics
package import Money

/// What rules cost along a range of values for one of their settings, over the same rows.
package struct Sweep: Sendable {
  package let path: String
  /// The rules as they stand.
  package let base: Bill
  /// What stands at the path; nil where the rule file has nothing there.
  package let current: String?
  /// In the order of the range.
  package let steps: [SweepStep]

  package init(path: String, base: Bill, current: String?, steps: [SweepStep]) {
    self.path = path
    self.base = base
    self.current = current
    self.steps = steps
  }
}

/// One value of a sweep.
package struct SweepStep: Sendable {
  /// As a rule file would write it. Of several values that cost the same, the one nearest to what
  /// stands in the rules.
  package let value: String
  /// The whole numbers that all cost the same; nil where only `value` was tried.
  package let span: WholeNumbers?
  package let outcome: Outcome

  /// What rules with this value come to.
  package enum Outcome: Sendable {
    case priced(Bill)
    /// Rules with this value have errors.
    case faulty([Diagnostic])
  }

  package init(value: String, span: WholeNumbers? = nil, _ outcome: Outcome) {
    self.value = value
    self.span = span
    self.outcome = outcome
  }

  /// What it costs; nil where the rules would be faulty.
  package var bill: Bill? {
    if case .priced(let bill) = outcome { bill } else { nil }
  }
}

/// Whole numbers from `low` to `high`, both among them; nil is no bound.
package struct WholeNumbers: Sendable, Hashable {
  package let low: Int64?
  package let high: Int64?

  package init(low: Int64?, high: Int64?) {
    self.low = low
    self.high = high
  }

  /// The one among them that is nearest to `value`.
  package func nearest(to value: Int64) -> Int64 {
    min(max(value, low ?? .min), high ?? .max)
  }
}

extension Sweep {
  /// The step that fits an expected cost: of those that cost no more the dearest, as it leaves the
  /// least of the money unused; of equals the nearest to what stands in the rules. Nil where none
  /// fits.
  package func fitting(_ target: USD) -> SweepStep? {
    let now = current.flatMap { ExactDecimal($0) }
    func distance(_ step: SweepStep) -> ExactDecimal {
      guard let now, let value = ExactDecimal(step.value), let gap = try? value - now else {
        return .zero
      }
      return gap.magnitude
    }
    var best: (step: SweepStep, cost: USD)?
    for step in steps {
      guard let cost = step.bill?.total.expected, cost <= target else { continue }
      guard let known = best else {
        best = (step, cost)
        continue
      }
      if cost > known.cost || (cost == known.cost && distance(step) < distance(known.step)) {
        best = (step, cost)
      }
    }
    return best?.step
  }

  /// The step with the lowest expected cost.
  package var cheapest: SweepStep? {
    steps.filter { $0.bill != nil }
      .min { ($0.bill?.total.expected ?? .zero) < ($1.bill?.total.expected ?? .zero) }
  }
}
