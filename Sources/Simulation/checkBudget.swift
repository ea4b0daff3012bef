package import Diagnostics
package import Money
package import Planning
import Rules

extension Bill {
  /// What the bill shows to be wrong with the rules that it prices.
  package func findings(on plan: RoutingPlan) -> [Diagnostic] {
    let budget = plan.limits.budget
    return checkBudget(budget?.value, at: budget?.range).map { [$0] } ?? []
  }

  /// `budget-below-bill`: a budget that does not reach for what is expected. A run stops there, and
  /// can be continued with a higher one; so it is said, and is no error.
  ///
  /// ```
  /// warning[budget-below-bill]: the budget of $5.00 is below the expected bill of $12.11
  ///    |
  /// 40 |   budget: 5.00
  ///    |           ^^^^ a run stops here
  ///    = help: a run that stops at its budget goes on with a higher one; at most $16.33 is possible
  /// ```
  ///
  /// - Parameters:
  ///   - budget: US dollars; nil is no bound.
  ///   - place: Where the budget stands; nil where it was given with the command.
  package func checkBudget(_ budget: USD?, at place: SourceRange?) -> Diagnostic? {
    guard let budget, budget < total.expected else { return nil }
    return Diagnostic(
      .warning, "budget-below-bill",
      "the budget of \(budget.formatted()) is below the expected bill of "
        + "\(total.expected.formatted())", at: place, label: "a run stops here",
      help:
        "the bill is between \(total.low.formatted()) and \(total.high.formatted()); a run that "
        + "stops at its budget goes on with a higher one")
  }
}
