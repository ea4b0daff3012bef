package import Money

/// What a plan costs over a profile.
package struct Bill: Sendable {
  package let subjects: Int
  /// In the order of the plan.
  package let stages: [StageBill]
  /// US dollars.
  package let total: Estimate<USD>
  package let baseline: BaselineBill?
  /// How many subjects have each score, lowest first.
  package let scores: [ScoreCount]
  /// Subjects whose score could not be computed, by the reason.
  package let withoutScore: [FaultCount]
}

/// A figure with what is certain, what is likely, and what is possible.
package struct Estimate<Figure: Sendable>: Sendable {
  /// What is certain.
  package var low: Figure
  /// What is certain, and of what is not yet known its likely share.
  package var expected: Figure
  /// All that is possible.
  package var high: Figure

  package init(low: Figure, expected: Figure, high: Figure) {
    self.low = low
    self.expected = expected
    self.high = high
  }
}

extension Estimate: Equatable where Figure: Equatable {}

package struct StageBill: Sendable {
  package let name: String
  package let asked: Estimate<ExactDecimal>
  /// US dollars.
  package let cost: Estimate<USD>
  /// In the order of the plan: highest threshold first.
  package let tiers: [TierBill]
  /// Subjects whose kept answer stays good.
  package let answered: Int
  /// Subjects that are not asked because they have no image.
  package let withoutImage: Int
  /// Subjects that are not asked because their JSON column holds something that is no object.
  package let unfitAnswers: Int
  /// Subjects that are not asked because the condition erred, by the reason.
  package let faults: [FaultCount]
  /// What the expected figures rest on where the condition is not known yet; nil where it is.
  package let assumption: Assumption?
}

package struct TierBill: Sendable {
  package let name: String
  package let model: String
  package let provider: String
  /// The lowest score that reaches the tier; nil where the stage has no tiers.
  package let atLeast: Int64?
  /// Subjects whose score reaches the tier, whether or not they are asked.
  package let subjects: Int
  package let asked: Estimate<ExactDecimal>
  /// US dollars for a call.
  package let unitCost: USD
  /// Whether nobody declared the unit cost, and it is what the meter can bill at most.
  package let isCeiling: Bool
  /// US dollars.
  package let cost: Estimate<USD>
}

/// The share of undecided subjects that the expected figures count, and where it comes from.
package struct Assumption: Sendable, Hashable {
  package let stage: String
  package let share: Share
  package let source: Source

  package enum Source: Sendable, Hashable {
    /// Measured over so many answers that are kept.
    case measured(answers: Int)
    /// The rule file's `assume`.
    case assume
    /// Nothing is known: all of them.
    case none
  }
}

package struct BaselineBill: Sendable {
  package let model: String
  /// US dollars for every subject at the baseline's price.
  package let cost: USD
  /// US dollars saved against the expected total; negative where the plan is dearer.
  package let savings: USD
  /// The savings in percent of the baseline, to two decimals; nil where the baseline is free.
  package let savingsPercent: ExactDecimal?
}

package struct ScoreCount: Sendable, Hashable {
  package let score: Int64
  package let subjects: Int
}

package struct FaultCount: Sendable, Hashable {
  package let message: String
  package let subjects: Int
}
