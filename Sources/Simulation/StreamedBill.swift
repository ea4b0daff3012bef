package import Money
package import Planning

/// A bill over subjects that come one vector after the other, however many different ones: they are
/// decided in classes, and what is kept in memory is bounded.
package struct StreamedBill: Sendable {
  private let plan: RoutingPlan
  private var tally: BillTally
  private var waiting: [FactVector] = []
  private var classes: DecisionClasses

  private static let batch = 4_096
  /// Classes are counted and forgotten when there are more: rules whose conditions read a fact with
  /// very many values have very many of them.
  private static let mostClasses = 50_000

  /// - Parameter usage: What calls take; what it does not hold is estimated from the prompts.
  package init(_ plan: RoutingPlan, usage: UsageBook = UsageBook()) throws(MoneyOverflow) {
    self.plan = plan
    tally = try BillTally(plan, usage: usage)
    classes = DecisionClasses(of: plan)
    waiting.reserveCapacity(Self.batch)
  }

  /// Counts a vector's subjects. Throws when amounts grow past what money holds.
  package mutating func add(_ vector: FactVector) throws(MoneyOverflow) {
    waiting.append(vector)
    if waiting.count >= Self.batch { try decide() }
  }

  /// The bill over all that came.
  package mutating func bill() throws(MoneyOverflow) -> Bill {
    try decide()
    try count()
    return try tally.bill()
  }

  private mutating func decide() throws(MoneyOverflow) {
    classes.classify(SubjectColumns(waiting, of: plan))
    waiting.removeAll(keepingCapacity: true)
    if classes.decisions.count > Self.mostClasses { try count() }
  }

  private mutating func count() throws(MoneyOverflow) {
    for (vector, decision) in zip(classes.vectors, classes.decisions) {
      try tally.add(vector, decided: decision)
    }
    classes = DecisionClasses(of: plan)
  }
}
