package import Diagnostics
package import Expressions
package import Money
package import Prompts
package import Rules

/// A rule set, compiled: every name resolved, every expression type-checked, everything that
/// decides and everything that is asked under one digest. All that simulation and execution read.
package struct RoutingPlan: Sendable {
  package let name: String
  package let version: Int64
  /// `sha256:` and 64 hexadecimal digits over what decides and what is asked.
  package let digest: String
  /// A digest for each section of that: `subjects`, `facts`, `score`, `stages`, `prompts`,
  /// `context`, `reprocess`. Plans with another digest differ in at least one of them.
  package let sections: [String: String]
  package let summary: String?
  package let subjects: Subjects
  package let facts: FactTable
  /// In the order of the file.
  package let score: [Contribution]
  /// In dependency order, then in the order of the file.
  package let stages: [Stage]
  package let context: [ContextEntry]
  package let advice: [Advice]
  package let limits: Limits
  package let baseline: Baseline?
  package let reprocess: Set<Reprocess>
  /// Every file that the plan was compiled from, the rule file first.
  package let sources: [SourceText]
  /// What was changed in the rule file before it was compiled. A plan with any is a what-if, which
  /// can be priced and compared, and neither published nor run.
  package let settings: [Setting]

  package func stage(named name: String) -> Stage? { stages.first { $0.name == name } }

  /// `vehicle@3`: how a version is named in messages, and a what-if with what is set in it.
  package var label: String {
    let version = "\(name)@\(version)"
    return settings.isEmpty
      ? version : "\(version) with \(settings.map(\.text).joined(separator: ", "))"
  }
}

/// The points that one fact can earn.
package struct Contribution: Sendable {
  package let fact: String
  /// The fact's place in `FactTable.all`.
  let slot: Int
  package let points: Points
}

/// One question put to subjects, compiled.
package struct Stage: Sendable {
  /// The stage's place in `RoutingPlan.stages`.
  package let index: Int
  package let name: String
  package let when: Condition?
  /// The share that passes `when` until answers tell; nil stands for all of them.
  package let assume: Share?
  /// The key under which answers are merged into the subject's JSON column.
  package let store: String
  /// Highest threshold first. A stage with one call has one tier, of the stage's name and without
  /// a threshold.
  package let tiers: [Tier]
  /// The paths into this stage's answer that any later `when` reads, sorted.
  package let answerPaths: [AnswerPath]

  package func tier(named name: String) -> Tier? { tiers.first { $0.name == name } }

  /// The tier that a score reaches, or nil.
  package func tier(forScore score: Int64) -> Tier? {
    tiers.first { tier in tier.atLeast.map { score >= $0 } ?? true }
  }

  /// The providers that this stage's calls go to.
  package var providers: [String] { Array(Set(tiers.map(\.call.provider.name))).sorted() }
}

/// A score threshold with what is asked from it upwards.
package struct Tier: Sendable {
  /// The tier's place in `Stage.tiers`.
  package let index: Int
  package let name: String
  /// The lowest score that reaches the tier; nil where the stage asks everyone the same.
  package let atLeast: Int64?
  package let call: PlannedCall
}

/// What one request to a model says, and what is known of its price.
package struct PlannedCall: Sendable {
  package let model: String
  package let provider: Provider
  package let prompt: Prompt
  /// US dollars for a call, as declared.
  package let declared: USD?
  /// The meter's prices; nil where there is no meter.
  package let meter: TokenPrices?
  package let imageTokens: ImageTokenRule?
  package let confidence: ExactDecimal?
  /// SHA-256 over model, prompt and answer schema: equal where the same is asked.
  package let question: String
  /// US dollars that a bill counts for one call: the declared cost where there is one.
  package let unitCost: USD
}

/// Where calls go.
package struct Provider: Sendable, Hashable {
  package let name: String
  package let baseURL: String
  /// The environment variable that holds the key.
  package let keyVariable: String?
  package let isMetered: Bool
}

/// A path of keys into a stage's answer, and what its schema says stands there.
package struct AnswerPath: Sendable, Hashable {
  package let keys: [String]
  package let type: ValueType
}
