package import Diagnostics
package import Expressions
package import YAML

/// A rule file, decoded: named, versioned, and every part of it with its place in the file.
///
/// Nothing is resolved here. Whether a model has a price, a prompt exists or an expression names
/// a fact is the compiler's to find out.
package struct RuleSet: Sendable {
  package let source: SourceText
  package let name: LocatedText
  package let version: Located<Int64>
  package let summary: LocatedText?
  package let subjects: Subjects
  /// In the order of the file.
  package let facts: [FactDefinition]
  /// In the order of the file.
  package let score: [ScoreTerm]
  /// In the order of the file.
  package let stages: [StageRule]
  package let context: [ContextEntry]
  /// What to tell the owner of a low score, by the name of the fact.
  package let advice: [Advice]
  package let limits: Limits
  package let baseline: Baseline?
  package let reprocess: [Located<Reprocess>]
  package let leftOut: Parts

  /// What was written and could not be decoded.
  package struct Parts: Sendable {
    package let facts: LeftOut
    package let score: LeftOut
    package let stages: LeftOut
    package let context: LeftOut
  }
}

/// Which rows are analysed, and where their answers go.
package struct Subjects: Sendable {
  package let table: LocatedText
  /// The column that identifies a subject.
  package let key: LocatedText
  /// The column that says which group a subject belongs to.
  package let group: LocatedText?
  /// SQL over the subject's own row; subjects for which it is not true are left out.
  package let condition: LocatedText?
  /// The column that holds the address of the subject's image.
  package let image: LocatedText?
  /// The fact, or where none has the name the column, that holds the image's width in pixels.
  package let width: LocatedText?
  /// The same for its height.
  package let height: LocatedText?
  /// The JSON column that answers are merged into.
  package let answers: LocatedText
}

/// A typed value that is known about a subject before any model is asked.
package struct FactDefinition: Sendable {
  package let name: LocatedText
  package let source: FactSource
}

/// The types that a fact can have.
package enum FactType: String, Sendable, CaseIterable {
  case bool, int, double, string, timestamp
}

/// Where a fact's value comes from.
package enum FactSource: Sendable {
  /// Whether related rows exist.
  case exists(RelatedRows)
  /// How many related rows there are.
  case count(RelatedRows)
  /// A column of the subject.
  case column(LocatedText, type: FactType, default: Value?)
  /// Whether a JSON path in a column of the subject exists and is not JSON null.
  case present(column: LocatedText, path: [String])
  /// One scalar SQL expression, with the subject's row as `subject`.
  case sql(LocatedText, type: FactType, default: Value?)
  /// A CEL expression over other facts.
  case when(LocatedText)
}

/// Rows of another table that belong to a subject.
package struct RelatedRows: Sendable {
  package let table: LocatedText
  /// All of these have to be equal.
  package let by: [JoinColumns]
  /// SQL over their table.
  package let condition: LocatedText?
  package let within: TimeWindow?
}

/// A pair of columns that are equal where rows belong together.
package struct JoinColumns: Sendable {
  package let theirs: LocatedText
  package let ours: LocatedText
}

/// Related rows count only when their time is near the subject's.
package struct TimeWindow: Sendable {
  /// At most this many days before or after.
  package let days: Int64
  /// The subject's column.
  package let of: LocatedText
  /// Their column.
  package let column: LocatedText
}

/// What a fact earns.
package struct ScoreTerm: Sendable {
  package let fact: LocatedText
  package let points: Located<Points>
}

/// The points of one fact. A point is an integer and may be negative.
package enum Points: Sendable, Hashable {
  /// Earned when a bool fact is true.
  case flat(Int64)
  /// Earned once per unit of an int fact, up to `max` where there is one. With negative points
  /// `max` is negative too, and is the most that can be lost.
  case each(Int64, max: Int64?)
}

/// One question put to subjects.
package struct StageRule: Sendable {
  package let name: LocatedText
  /// CEL over facts, `score` and earlier stages' answers.
  package let when: LocatedText?
  /// The share of subjects that pass `when`, until answers tell.
  package let assume: Located<AssumedShare>?
  /// The key under which answers are merged into the subject's JSON column.
  package let store: LocatedText
  /// How its calls are made.
  package let execution: Located<Execution>
  package let asks: Asks

  /// Either one call for every subject, or one per tier.
  package enum Asks: Sendable {
    case one(CallRule)
    case tiers([TierRule], leftOut: LeftOut)
  }
}

/// How calls are made. It changes when answers come and what they cost, and nothing that is asked.
package enum Execution: String, Sendable, CaseIterable {
  /// One by one, answered at once.
  case direct
  /// Many in a file, answered within a day, at the provider's discount.
  case batch
}

/// A score threshold with what is asked from it upwards.
package struct TierRule: Sendable {
  package let name: LocatedText
  /// The lowest score that reaches the tier.
  package let atLeast: Located<Int64>
  package let call: CallRule
}

/// What one request to a model says and costs.
package struct CallRule: Sendable {
  package let range: SourceRange
  package let model: LocatedText
  /// US dollars for a call, as declared.
  package let cost: Located<DeclaredCost>?
  /// The prompt's id, such as `organize.v1`.
  package let prompt: LocatedText
  /// How far an answer of this tier is trusted, from 0 to 1. Stored beside the answer.
  package let confidence: Located<Confidence>?
}

/// Rows that prompts may quote.
package struct ContextEntry: Sendable {
  package let name: LocatedText
  package let table: LocatedText
  package let by: [JoinColumns]
  package let columns: [LocatedText]
  package let rows: Rows

  /// How many rows belong to a subject.
  package enum Rows: Sendable {
    case one
    /// `order` is SQL; at most `limit` rows.
    case many(order: LocatedText?, limit: Int64)
  }
}

/// What to tell the owner of a low score about one fact.
package struct Advice: Sendable {
  package let fact: LocatedText
  package let text: LocatedText
}

/// When an answer that is kept is asked again.
package enum Reprocess: String, Sendable, CaseIterable {
  /// The subject now reaches a tier with a higher threshold.
  case tierImproves = "tier_improves"
  /// The subject now reaches another tier.
  case tierChanges = "tier_changes"
  /// The prompt, the answer's schema or the model is another.
  case questionChanges = "question_changes"
  case always
}
