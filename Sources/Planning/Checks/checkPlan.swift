import Diagnostics
import Rules

extension PlanCompiler {
  /// Static analysis: what a compiled plan can never do, and what it costs without need.
  ///
  /// The exact checks rest on a survey of every class of facts. Where there are too many classes,
  /// or where the rules do not allow finite ones, only what bounds alone tell is said.
  mutating func checkPlan(_ plan: RoutingPlan) {
    checkUnusedFacts(of: plan)
    checkDearerImages(of: plan)
    checkTiersAboveBaseline(of: plan)
    checkRetiredModels(of: plan)

    let classes = FactClasses(plan)
    let survey = FactSpace(plan, classes).map { RoutingSurvey(plan, classes, $0) }
    if survey == nil || classes.areTooMany { noteTooManyClasses() }
    checkTierReach(of: plan, classes, survey)
    if let survey {
      checkSettledConditions(of: plan, classes, survey)
      if classes.isScoreExact { checkScoreGaps(of: plan, survey) }
    }
    checkUselessContributions(of: plan, classes)
  }

  /// `too-many-classes`: the facts fall into more classes than are tried one by one.
  ///
  /// ```
  /// note[too-many-classes]: the facts fall into more than 100000 classes
  ///   = help: what is said of tiers rests on the range of the score alone; …
  /// ```
  private mutating func noteTooManyClasses() {
    diagnostics.add(
      Diagnostic(
        .note, "too-many-classes",
        "the facts fall into more than \(FactSpace.limit) classes", at: rules.name.range,
        help:
          "what is said of tiers rests on the range of the score alone; gaps, and conditions on "
          + "these facts, are not analysed"))
  }

  /// The stage as the rule file has it.
  func rule(of stage: Stage) -> StageRule? {
    rules.stages.first { $0.name.value == stage.name }
  }

  /// The tier as the rule file has it; nil where the stage has one call for all.
  func rule(of tier: Tier, in stage: Stage) -> TierRule? {
    guard case .tiers(let tiers, _)? = rule(of: stage)?.asks else { return nil }
    return tiers.first { $0.name.value == tier.name }
  }

  /// The call as the rule file has it.
  func callRule(of tier: Tier, in stage: Stage) -> CallRule? {
    switch rule(of: stage)?.asks {
    case .one(let call): call
    case .tiers: rule(of: tier, in: stage)?.call
    case nil: nil
    }
  }
}
