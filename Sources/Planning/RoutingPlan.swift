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
  /// Within each section a digest for each of its parts by its name, such as a fact or a prompt, so
  /// that of two plans it can be said what differs.
  package let parts: [String: [String: String]]
  package let summary: String?
  package let subjects: Subjects
  package let facts: FactTable
  /// In the order of the file.
  package let score: [Contribution]
  /// In dependency order, then in the order of the file.
  package private(set) var stages: [Stage]
  package let context: [ContextEntry]
  /// The columns of the subject that prompts quote, each place by itself.
  package let quotedColumns: [QuotedColumn]
  package let advice: [Advice]
  package let limits: Limits
  package let baseline: Baseline?
  package let reprocess: Set<Reprocess>
  /// Every file that the plan was compiled from, the rule file first.
  package let sources: [SourceText]
  /// What was changed in the rule file before it was compiled. A plan with any is a what-if, which
  /// can be priced and compared, and neither published nor run.
  package let settings: [Setting]

  /// The same plan with all calls made like this.
  package func executing(_ execution: Execution) -> RoutingPlan {
    var plan = self
    for index in plan.stages.indices { plan.stages[index].execution = execution }
    return plan
  }

  /// The same plan, with the share that a person expects to pass a stage's `when` in place of what
  /// was measured or stands in the rules.
  package func assuming(_ shares: [String: Share]) -> RoutingPlan {
    var plan = self
    for index in plan.stages.indices {
      plan.stages[index].givenShare = shares[plan.stages[index].name]
    }
    return plan
  }

  /// The stage of that name; nil where there is none.
  package func stage(named name: String) -> Stage? { stages.first { $0.name == name } }

  /// `notes@3`: how a version is named in messages, and a what-if with what is set in it.
  package var label: String {
    let version = "\(name)@\(version)"
    return settings.isEmpty
      ? version : "\(version) with \(settings.map(\.text).joined(separator: ", "))"
  }
}

/// A column of the subject that a prompt quotes. Whether it is there, only the database tells.
package struct QuotedColumn: Sendable, Hashable {
  package let name: LocatedText
  /// Where the partial that quotes it is put in, as in `TemplateName`.
  package let inclusions: [SourceRange]
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
  /// What a person said to count instead; nil where nobody did.
  package internal(set) var givenShare: Share? = nil
  /// The key under which answers are merged into the subject's JSON column.
  package let store: String
  /// How its calls are made.
  package internal(set) var execution: Execution
  /// Highest threshold first. A stage with one call has one tier, of the stage's name and without
  /// a threshold.
  package let tiers: [Tier]
  /// The paths into this stage's answer that any later `when` reads, sorted.
  package let answerPaths: [AnswerPath]

  /// The tier of that name; nil where there is none.
  package func tier(named name: String) -> Tier? { tiers.first { $0.name == name } }

  /// The tier that a score reaches, or nil.
  package func tier(forScore score: Int64) -> Tier? {
    tiers.first { $0.isReached(by: score) }
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

  /// Whether the score reaches its threshold; a higher tier may be reached, too.
  func isReached(by score: Int64) -> Bool { atLeast.map { score >= $0 } ?? true }
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
  /// How the images that it sends count; nil where that is not known.
  package let imageTokens: ImageTokenRule?
  /// What a batch call costs of an ordinary one; nil where the model has no batch interface.
  package let batchDiscount: ExactDecimal?
  /// Input tokens that the provider lets wait in batches of the model at once; nil is without bound.
  package let enqueuedTokens: Int?
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
  package let interface: ProviderInterface
  package let images: ImagePassing
  /// Larger images are not sent inline.
  package let maxImageBytes: Int
  /// Requests in one batch at most.
  package let maxBatchRequests: Int
  /// Bytes of one batch's file at most.
  package let maxBatchBytes: Int
}

/// A path of keys into a stage's answer, and what its schema says stands there.
package struct AnswerPath: Sendable, Hashable {
  package let keys: [String]
  package let type: ValueType
}
