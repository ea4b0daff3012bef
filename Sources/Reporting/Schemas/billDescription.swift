import YAML

extension ShapeDescription {
  /// The bill as `simulate --format json` gives it. Keys are a contract; more may be added, each with
  /// its meaning here: a test holds what is written against this.
  static let bill = ShapeDescription(
    "a bill",
    .mapping([
      FieldDescription("ruleset", "the name of the rule set", isRequired: true, .words),
      FieldDescription("version", "its version", isRequired: true, .version),
      FieldDescription("digest", "the digest of the plan", isRequired: true, .digest),
      FieldDescription("subjects", "how many there are", isRequired: true, .count),
      FieldDescription(
        "stages", "what each stage asks and costs, in the order of the plan", isRequired: true,
        .list(of: .stageBill)),
      FieldDescription("total", "the cost of all stages", isRequired: true, .costs),
      FieldDescription("baseline", "what the baseline would cost", baseline),
      FieldDescription(
        "scores", "how many subjects have each score", isRequired: true,
        .list(
          of: ShapeDescription(
            "a score",
            .mapping([
              FieldDescription("score", "the score", isRequired: true, .integer),
              FieldDescription("subjects", "how many have it", isRequired: true, .count),
            ])))),
      FieldDescription(
        "without_score", "subjects whose score could not be computed, by the reason",
        isRequired: true, .list(of: .faultCount)),
      FieldDescription(
        "assumptions", "on what expected figures rest", isRequired: true, .list(of: assumption)),
      FieldDescription(
        "diagnostics", "what the bill shows to be wrong with the rules", isRequired: true,
        .list(of: .finding)),
      FieldDescription(
        "calls_made", "how many calls were made for the bill: none", isRequired: true,
        ShapeDescription("0", .integer(0...0))),
    ]))

  private static let stageBill = ShapeDescription(
    "the bill of a stage",
    .mapping([
      FieldDescription("name", "the stage", isRequired: true, .words),
      FieldDescription("asked", "how many subjects are asked", isRequired: true, .counts),
      FieldDescription("cost", "what that costs", isRequired: true, .costs),
      FieldDescription(
        "answered", "subjects whose kept answer stays good", isRequired: true, .count),
      FieldDescription(
        "without_image", "subjects that are not asked for want of an image", isRequired: true,
        .count),
      FieldDescription(
        "unfit_answers",
        "subjects that are not asked because their JSON column holds what is no object",
        isRequired: true, .count),
      FieldDescription(
        "faults", "subjects that are not asked because the condition erred, by the reason",
        isRequired: true, .list(of: .faultCount)),
      FieldDescription(
        "tiers", "highest threshold first", isRequired: true, .list(of: .tierBill)),
    ]))

  private static let tierBill = ShapeDescription(
    "the bill of a tier",
    .mapping([
      FieldDescription(
        "name", "the tier, or the stage where it has none", isRequired: true, .words),
      FieldDescription("model", "the model that is asked", isRequired: true, .words),
      FieldDescription("provider", "where the calls go", isRequired: true, .words),
      FieldDescription("at_least", "the lowest score that reaches the tier", .integer),
      FieldDescription(
        "subjects", "subjects whose score reaches the tier, asked or not", isRequired: true,
        .count),
      FieldDescription("asked", "how many subjects are asked", isRequired: true, .counts),
      FieldDescription("unit_cost", "what a call costs", isRequired: true, .money),
      FieldDescription(
        "unit_cost_is_ceiling",
        "whether nobody declared the unit cost, and it is the most that the meter can bill",
        isRequired: true, .flag),
      FieldDescription("cost", "what the calls cost", isRequired: true, .costs),
    ]))

  private static let baseline = ShapeDescription(
    "the baseline",
    .mapping([
      FieldDescription("model", "the model of the baseline", isRequired: true, .words),
      FieldDescription(
        "cost", "what every subject costs at the baseline's price", isRequired: true, .money),
      FieldDescription(
        "savings", "what the plan saves against it; negative where the plan is dearer",
        isRequired: true, .money),
      FieldDescription("savings_percent", "the same in percent of the baseline", .decimal),
    ]))

  private static let assumption = ShapeDescription(
    "an assumption",
    .mapping([
      FieldDescription("stage", "the stage whose figures rest on it", isRequired: true, .words),
      FieldDescription(
        "share", "the share of undecided subjects that is expected to be asked", isRequired: true,
        .decimal),
      FieldDescription(
        "source", "where the share comes from: kept answers, the rule file, or nowhere",
        isRequired: true, ShapeDescription("a source", .words(["measured", "assume", "none"]))),
      FieldDescription("answers", "over how many answers it was measured", .count),
    ]))

  private static let faultCount = ShapeDescription(
    "a fault",
    .mapping([
      FieldDescription("message", "what went wrong", isRequired: true, .words),
      FieldDescription("subjects", "for how many subjects", isRequired: true, .count),
    ]))
}
