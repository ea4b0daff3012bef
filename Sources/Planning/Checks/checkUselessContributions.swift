import Diagnostics
import Expressions
import Prompts
import Rules

extension PlanCompiler {
  /// `useless-contribution`: points that can never matter. Either there are none to earn, or no
  /// subject reaches another tier or passes another condition by them.
  ///
  /// The latter is said only of rules whose score decides something and is quoted in no prompt.
  ///
  /// ```
  /// warning[useless-contribution]: the points of 'tags' never change what is asked
  ///   |
  /// 9 |   tags: 1
  ///   |         ^ every subject is asked the same without them
  /// ```
  mutating func checkUselessContributions(of plan: RoutingPlan, _ classes: FactClasses) {
    let isJudged = judgesContributions(of: plan, classes)
    for (position, term) in rules.score.enumerated() {
      if term.points.value.areNothing {
        warn(
          "useless-contribution", "fact '\(term.fact.value)' earns no points",
          at: term.points.range, label: "never anything but 0",
          help: "give it points, or remove it from 'score'")
      } else if isJudged, position < plan.score.count,
        isUseless(plan.score[position], of: plan, classes)
      {
        warn(
          "useless-contribution",
          "the points of '\(term.fact.value)' never change what is asked", at: term.points.range,
          label: "every subject is asked the same without them",
          help: "give it more points, move a threshold, or remove it from 'score'")
      }
    }
  }

  private func judgesContributions(of plan: RoutingPlan, _ classes: FactClasses) -> Bool {
    let isRead = plan.stages.contains { stage in
      stage.when?.readsScore ?? false || stage.tiers.contains { $0.atLeast != nil }
    }
    let isQuoted = plan.stages.contains { stage in
      stage.tiers.contains { tier in
        tier.call.prompt.template.names.contains { $0.path.first == "score" }
      }
    }
    // Of a tier out of reach, or a condition that is settled, this would only be what follows.
    let isSound = !diagnostics.diagnostics.contains { Self.coarser.contains($0.code) }
    return isRead && !isQuoted && isSound && classes.isScoreExact && !classes.isScoreUnbounded
      && classes.exactStages.count == plan.stages.count
  }

  private static let coarser: Set<String> = ["unreachable-tier", "always-true", "always-false"]

  private func isUseless(
    _ contribution: Contribution, of plan: RoutingPlan, _ classes: FactClasses
  ) -> Bool {
    let pinned: Set<Int> =
      contribution.slot < plan.facts.decidingCount ? [contribution.slot] : []
    // Once for every contribution, and each class decided twice: fewer classes have to do.
    guard let space = FactSpace(plan, classes, pinned: pinned, limit: FactSpace.limit / 10) else {
      return false
    }
    let without = plan.without(contribution)
    var isSame = true
    space.forEach { facts in
      let subject = SubjectKnowledge(facts: facts)
      isSame = plan.routing(of: subject) == without.routing(of: subject)
      return isSame
    }
    return isSame
  }
}

/// What one stage makes of a class of subjects.
private struct StageRouting: Equatable {
  var tier: Int?
  var holds: Bool?
}

extension Points {
  fileprivate var areNothing: Bool {
    switch self {
    case .flat(let points): points == 0
    case .each(let each, let max): each == 0 || max == 0
    }
  }
}

extension RoutingPlan {
  /// Per stage the tier, and where one is reached, whether the condition holds.
  fileprivate func routing(of subject: SubjectKnowledge) -> [StageRouting] {
    let decision = decide(subject)
    return stages.map { stage in
      guard let tier = decision.stages[stage.index].tier else { return StageRouting() }
      return switch condition(of: stage, after: decision) {
      case .value(.bool(let holds)): StageRouting(tier: tier, holds: holds)
      case .value, .error: StageRouting(tier: tier, holds: false)
      case .unknown: StageRouting(tier: tier, holds: nil)
      }
    }
  }

  fileprivate func without(_ contribution: Contribution) -> RoutingPlan {
    RoutingPlan(
      name: name, version: version, digest: digest, sections: sections, parts: parts,
      summary: summary, subjects: subjects, facts: facts,
      score: score.filter { $0.fact != contribution.fact }, stages: stages, context: context,
      quotedColumns: quotedColumns, advice: advice,
      limits: limits, baseline: baseline, reprocess: reprocess, sources: sources,
      settings: settings)
  }
}
