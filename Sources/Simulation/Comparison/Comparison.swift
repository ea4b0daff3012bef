package import Money
package import Planning

/// What one plan costs against another over the same rows.
package struct Comparison: Sendable {
  package let old: Bill
  package let new: Bill
  /// What differs in the rules, the prompts and the prices.
  package let rules: RuleChanges
  /// The stages that differ: those of the new plan in its order, then those that it has no more.
  package let stages: [StageComparison]
  /// The models whose calls or costs differ, by name.
  package let models: [ModelComparison]
  /// What changes in low, expected and high; negative where the new plan is cheaper. US dollars.
  package let change: Estimate<USD>
  /// The change of the expected cost in percent of the old, to two decimals; nil where that is zero.
  package let changePercent: ExactDecimal?
}

/// Whether something is there in both plans, or only in one.
package enum ChangeKind: String, Sendable, Hashable {
  case added, removed, changed
}

/// A stage that differs. `old` is nil where it is new, and `new` where it is gone.
package struct StageComparison: Sendable {
  package let name: String
  package let old: StageBill?
  package let new: StageBill?
  /// The tiers that differ: those of the new plan in its order, then those that it has no more.
  package let tiers: [TierComparison]
  /// From place to place, those that change the most money first. What stays where it is at the same
  /// cost is not there, nor what is asked nothing by either. The costs sum to what changes in the stage.
  package let moves: [Move]
  /// What becomes of kept answers; nil where there are none.
  package let answers: KeptAnswers?

  package var kind: ChangeKind { .init(hasOld: old != nil, hasNew: new != nil) }
}

/// One tier before and after; nil where a plan has none of that name.
package struct TierComparison: Sendable {
  package let name: String
  package let old: TierBill?
  package let new: TierBill?

  package var kind: ChangeKind { .init(hasOld: old != nil, hasNew: new != nil) }
}

/// The calls to one model, in all stages.
package struct ModelComparison: Sendable {
  package let model: String
  package let asked: Versions<Estimate<ExactDecimal>>
  /// US dollars.
  package let cost: Versions<Estimate<USD>>
}

/// The same of the old plan and of the new one.
package struct Versions<Value: Sendable>: Sendable {
  package var old: Value
  package var new: Value

  package init(old: Value, new: Value) {
    self.old = old
    self.new = new
  }

  /// The same of both, worked out from each.
  package func map<Other: Sendable>(_ transform: (Value) -> Other) -> Versions<Other> {
    Versions<Other>(old: transform(old), new: transform(new))
  }
}

/// Subjects that a stage does something else with, or the same at another cost.
package struct Move: Sendable, Equatable {
  package let from: Place
  package let to: Place
  package let subjects: Int
  /// US dollars that the move adds; negative where it saves.
  package let cost: Estimate<USD>
}

/// What a plan does with a subject in one stage.
package enum Place: Sendable, Hashable {
  /// It is asked this tier.
  case asked(tier: String)
  /// It is asked this tier if an answer that is not there yet says so.
  case perhaps(tier: String)
  /// An answer is kept and stays good.
  case answered
  case notAsked
  /// The plan's `where` leaves the subject out.
  case leftOut
  /// The plan has no such stage.
  case noStage

  /// The tier that is asked, or perhaps.
  package var tier: String? {
    switch self {
    case .asked(let tier), .perhaps(let tier): tier
    case .answered, .notAsked, .leftOut, .noStage: nil
    }
  }
}

/// What becomes of the answers to a stage that are paid for already.
package struct KeptAnswers: Sendable, Hashable {
  /// They stay good, and nothing is asked.
  package var good = 0
  /// They are asked again, or may be.
  package var again = 0
  /// The new plan does not ask their subjects.
  package var unneeded = 0

  package init() {}

  package var isEmpty: Bool { good + again + unneeded == 0 }
}

extension ChangeKind {
  fileprivate init(hasOld: Bool, hasNew: Bool) {
    self = !hasOld ? .added : !hasNew ? .removed : .changed
  }
}
