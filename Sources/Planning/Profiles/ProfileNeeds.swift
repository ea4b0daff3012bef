package import Diagnostics
import JSON
package import Rules

/// What a database has to tell of its subjects so that some plans can decide them: the union of
/// what each of them needs. Facts are the same where their definitions are, whatever their names.
package struct ProfileNeeds: Sendable {
  package let subjects: Subjects
  package private(set) var facts: [Fact] = []
  /// The plans' different `where`.
  package private(set) var conditions: [LocatedText?] = []
  /// The columns with the images' addresses; nil where a plan has none.
  package private(set) var images: [LocatedText?] = []
  /// The JSON columns that answers are merged into.
  package private(set) var answerColumns: [LocatedText] = []
  package private(set) var answers: [AnswerSource] = []

  /// Which facts of a plan are needed.
  package enum Scope: Sendable {
    /// Those that the score or a condition reads, directly or through others.
    case deciding
    /// All that a database tells.
    case stored
  }

  /// - Throws: `ProfileMismatch` where the plans are about different subjects.
  package init(
    of plans: [RoutingPlan], _ scope: Scope = .deciding
  ) throws(ProfileMismatch) {
    guard let first = plans.first else { throw ProfileMismatch(.nothing) }
    subjects = first.subjects
    for plan in plans {
      try Self.expectSameSubjects(first, plan)
      let facts = scope == .deciding ? plan.facts.deciding : plan.facts.stored[...]
      for fact in facts + plan.imageSizeFacts where !self.facts.contains(where: fact.tellsTheSame) {
        self.facts.append(fact)
      }
      add(plan.subjects.condition, to: &conditions)
      add(plan.subjects.image, to: &images)
      if !answerColumns.contains(where: { $0.value == plan.subjects.answers.value }) {
        answerColumns.append(plan.subjects.answers)
      }
      for source in plan.answerSources { add(source) }
    }
  }

  /// What profiles that meet these needs say they hold.
  package var columns: ProfileColumns {
    ProfileColumns(
      facts: facts.map { ProfileColumns.Fact($0) },
      source: ProfileColumns.Source(
        table: subjects.table.value, key: subjects.key.value,
        conditions: conditions.map { $0.map { trimmed($0.value) } },
        images: images.map { $0?.value }, answerColumns: answerColumns.map(\.value)),
      answers: answers)
  }

  private static func expectSameSubjects(
    _ first: RoutingPlan, _ other: RoutingPlan
  ) throws(ProfileMismatch) {
    if first.subjects.table.value != other.subjects.table.value {
      throw ProfileMismatch(
        .table(profile: first.subjects.table.value, plan: other.subjects.table.value))
    }
    if first.subjects.key.value != other.subjects.key.value {
      throw ProfileMismatch(.key(profile: first.subjects.key.value, plan: other.subjects.key.value))
    }
  }

  private func add(_ text: LocatedText?, to texts: inout [LocatedText?]) {
    let same = texts.contains { $0.map { trimmed($0.value) } == text.map { trimmed($0.value) } }
    if !same { texts.append(text) }
  }

  private mutating func add(_ source: AnswerSource) {
    if let known = answers.firstIndex(where: { $0.isOfSameAnswers(as: source) }) {
      answers[known].paths += source.paths.filter { !answers[known].paths.contains($0) }
    } else {
      answers.append(source)
    }
  }
}

/// The latest answers of one stage, and what of them is read.
package struct AnswerSource: Sendable, Hashable {
  package let ruleset: String
  package let stage: String
  /// Answers of other providers do not count.
  package let providers: [String]
  /// The paths of keys into the answers that conditions read.
  package var paths: [[String]]

  package init(ruleset: String, stage: String, providers: [String], paths: [[String]]) {
    self.ruleset = ruleset
    self.stage = stage
    self.providers = providers
    self.paths = paths
  }

  func isOfSameAnswers(as other: Self) -> Bool {
    (ruleset, stage, providers) == (other.ruleset, other.stage, other.providers)
  }
}

extension RoutingPlan {
  /// For each stage the answers that decide whether it is asked again.
  package var answerSources: [AnswerSource] {
    stages.map {
      AnswerSource(
        ruleset: name, stage: $0.name, providers: $0.providers, paths: $0.answerPaths.map(\.keys))
    }
  }
}

extension Fact {
  /// Whether both are defined alike.
  func tellsTheSame(as other: Fact) -> Bool { source.definition == other.source.definition }
}
