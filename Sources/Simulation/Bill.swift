package import Money
package import Planning
package import Rules

/// What a plan costs over a profile.
package struct Bill: Sendable {
  package let subjects: Int
  /// In the order of the plan.
  package let stages: [StageBill]
  /// US dollars.
  package let total: Estimate<USD>
  /// US dollars as the meter would have it: metered where there is a meter, else as billed; nil
  /// where nothing that may be asked has one.
  package let metered: Estimate<USD>?
  package let use: CallUse
  /// In the order in which stages ask them first.
  package let models: [ModelBill]
  /// US dollars: what all calls that are possible can be billed at most, each made once; nil where
  /// that is not known.
  package let most: USD?
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

/// What one stage asks, and what that costs.
package struct StageBill: Sendable {
  package let name: String
  package let asked: Estimate<ExactDecimal>
  /// US dollars.
  package let cost: Estimate<USD>
  /// As `Bill.metered`.
  package let metered: Estimate<USD>?
  package let use: CallUse
  /// As `Bill.most`.
  package let most: USD?
  package let execution: Execution
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
  /// The stage alone against the baseline for every subject; nil where the rules have no baseline.
  package let baseline: BaselineBill?
}

/// What one tier of a stage asks, and what that costs.
package struct TierBill: Sendable {
  package let name: String
  package let model: String
  package let provider: String
  /// The lowest score that reaches the tier; nil where the stage has no tiers.
  package let atLeast: Int64?
  /// Subjects whose score reaches the tier, whether or not they are asked.
  package let subjects: Int
  package let asked: Estimate<ExactDecimal>
  /// US dollars for a call: declared, or the mean of what the meter is expected to say, rounded to
  /// eight decimals.
  package let unitCost: USD
  /// Whether the cost stands in the rule file. Where it does not, it is metered.
  package let isDeclared: Bool
  /// What a call costs of an ordinary one, where it is a batch call.
  package let batchDiscount: ExactDecimal?
  /// US dollars.
  package let cost: Estimate<USD>
  /// What the meter is expected to say; nil where there is none.
  package let metered: MeteredBill?
  package let use: CallUse
  /// What a call is expected to take, and where that is from.
  package let usage: CallUsage
  /// US dollars that a call can be billed at most; nil where that is not known.
  package let mostPerCall: USD?
  /// Subjects whose image is priced at the most that any size counts, as theirs is not known.
  package let unknownSizes: Int
}

/// What the meter is expected to say of a tier.
package struct MeteredBill: Sendable, Equatable {
  /// US dollars for a call, in the mean over all that are possible, rounded to eight decimals.
  package let unitCost: USD
  /// US dollars.
  package let cost: Estimate<USD>
}

/// How far the meter is from what is billed.
package struct Drift: Sendable, Hashable {
  /// US dollars of the expected figures: positive where the meter says more.
  package let amount: USD
  /// In percent of what is billed, to two decimals; nil where that is nothing.
  package let percent: ExactDecimal?

  /// Nil without a meter.
  package init?(metered: Estimate<USD>?, cost: Estimate<USD>) {
    guard let metered, let amount = try? metered.expected - cost.expected else { return nil }
    self.amount = amount
    percent = (try? amount.percent(of: cost.expected)) ?? nil
  }
}

/// Tokens and time that calls are expected to take.
package struct CallUse: Sendable, Equatable {
  /// All input tokens, those of images among them.
  package let input: Estimate<ExactDecimal>
  package let cachedInput: Estimate<ExactDecimal>
  package let output: Estimate<ExactDecimal>
  /// Tokens of images; nil where they were measured with the text's, or nobody says how they count.
  package let image: Estimate<ExactDecimal>?
  /// Seconds from the first call to the last answer where nothing else is asked meanwhile; nil where
  /// a provider's batch interface takes its time.
  package let seconds: Estimate<ExactDecimal>?
}

/// What one model is asked, in all stages.
package struct ModelBill: Sendable {
  package let model: String
  package let provider: String
  package let asked: Estimate<ExactDecimal>
  package let use: CallUse
  /// US dollars.
  package let cost: Estimate<USD>
  /// As `Bill.metered`.
  package let metered: Estimate<USD>?
}

/// The share of undecided subjects that the expected figures count, and where it comes from.
package struct Assumption: Sendable, Hashable {
  package let stage: String
  package let share: Share
  package let source: Source

  /// Who says what share to count.
  package enum Source: Sendable, Hashable {
    /// Measured over so many answers that are kept.
    case measured(answers: Int)
    /// The rule file's `assume`.
    case assume
    /// A person said so for this bill.
    case given
    /// Nothing is known: all of them.
    case none
  }
}

/// What every subject would cost at the baseline's price, and what the plan saves of it.
package struct BaselineBill: Sendable {
  package let model: String
  /// US dollars for every subject at the baseline's price.
  package let cost: USD
  /// US dollars saved against the expected total; negative where the plan is dearer.
  package let savings: USD
  /// The savings in percent of the baseline, to two decimals; nil where the baseline is free.
  package let savingsPercent: ExactDecimal?
}

/// How many subjects have one score.
package struct ScoreCount: Sendable, Hashable {
  package let score: Int64
  package let subjects: Int
}

/// How many subjects are not asked for one reason.
package struct FaultCount: Sendable, Hashable {
  package let message: String
  package let subjects: Int
}
