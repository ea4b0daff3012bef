import Rules
import YAML

extension ShapeDescription {
  /// The bill as `simulate --format json` gives it. Keys are a contract; more may be added, each with
  /// its meaning here: a test holds what is written against this.
  static let bill = ShapeDescription(
    "a bill",
    .mapping(
      [
        FieldDescription("ruleset", "the name of the rule set", isRequired: true, .words),
        FieldDescription("version", "its version", isRequired: true, .version),
        FieldDescription("digest", "the digest of the plan", isRequired: true, .digest),
        FieldDescription("subjects", "how many there are", isRequired: true, .count),
        FieldDescription(
          "stages", "what each stage asks and costs, in the order of the plan", isRequired: true,
          .list(of: .stageBill)),
        FieldDescription("total", "the cost of all stages", isRequired: true, .costs),
      ] + reckoning + [
        FieldDescription(
          "models", "what each model is asked, in all stages", isRequired: true,
          .list(of: modelBill)),
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
        .noCalls,
      ]))

  private static let stageBill = ShapeDescription(
    "the bill of a stage",
    .mapping(
      [
        FieldDescription("name", "the stage", isRequired: true, .words),
        FieldDescription("asked", "how many subjects are asked", isRequired: true, .counts),
        FieldDescription("cost", "what that costs", isRequired: true, .costs),
      ] + reckoning + [
        FieldDescription(
          "execution", "how its calls are made", isRequired: true,
          ShapeDescription("a way", .words(Execution.allCases.map(\.rawValue)))),
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
          "baseline", "the stage alone against the baseline for every subject", stageBaseline),
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
      FieldDescription(
        "unit_cost_source", "whether the unit cost is what was declared, or what is metered",
        isRequired: true, ShapeDescription("a source", .words(["declared", "metered"]))),
      FieldDescription(
        "batch_discount", "what a batch call costs of an ordinary one", .decimal),
      FieldDescription("cost", "what the calls cost", isRequired: true, .costs),
      FieldDescription(
        "metered", "what the meter would say, where that is known",
        ShapeDescription(
          "the meter's figures",
          .mapping([
            FieldDescription("unit_cost", "of a call", isRequired: true, .money),
            FieldDescription("cost", "of all calls", isRequired: true, .costs),
          ]))),
      FieldDescription("drift", "the meter's figure less what is billed", drift),
      FieldDescription("most_per_call", "the most that a call can be billed", .money),
      FieldDescription("use", "what the calls take", isRequired: true, use),
      FieldDescription(
        "usage", "what one call is expected to take", isRequired: true,
        ShapeDescription(
          "the use of a call",
          .mapping([
            FieldDescription("input", "tokens of input", isRequired: true, figure),
            FieldDescription(
              "cached_input", "tokens that the provider has in its cache", isRequired: true,
              .count),
            FieldDescription("output", "tokens of output", isRequired: true, figure),
            FieldDescription("latency_ms", "milliseconds to the answer", isRequired: true, figure),
          ]))),
      FieldDescription(
        "unknown_image_sizes", "subjects whose image is priced at the largest size",
        isRequired: true, .count),
    ]))

  private static let modelBill = ShapeDescription(
    "the bill of a model",
    .mapping([
      FieldDescription("model", "the model", isRequired: true, .words),
      FieldDescription("provider", "where the calls go", isRequired: true, .words),
      FieldDescription("asked", "how many calls it gets", isRequired: true, .counts),
      FieldDescription("cost", "what they cost", isRequired: true, .costs),
      FieldDescription("metered", "what the meter would say, where that is known", .costs),
      FieldDescription("drift", "the meter's figure less what is billed", drift),
      FieldDescription("use", "what the calls take", isRequired: true, use),
    ]))

  /// What the meter says beside a cost.
  private static let reckoning = [
    FieldDescription("metered", "what the meter would say, where that is known", .costs),
    FieldDescription("drift", "the meter's figure less what is billed", drift),
    FieldDescription("most", "the most that can be billed", .money),
    FieldDescription("use", "what the calls take", isRequired: true, use),
  ]

  private static let drift = ShapeDescription(
    "a drift",
    .mapping([
      FieldDescription("cost", "in US dollars, of what is expected", isRequired: true, .money),
      FieldDescription("percent", "in percent", .decimal),
    ]))

  private static let use = ShapeDescription(
    "tokens and time",
    .mapping([
      FieldDescription("input_tokens", "of all kinds", isRequired: true, .counts),
      FieldDescription(
        "cached_input_tokens", "those that the provider has in its cache", isRequired: true,
        .counts),
      FieldDescription(
        "image_tokens", "those of images, where they are counted by themselves", .counts),
      FieldDescription("output_tokens", "of answers", isRequired: true, .counts),
      FieldDescription("seconds", "from the first call to the last answer", .counts),
    ]))

  private static let figure = ShapeDescription(
    "a figure",
    .mapping([
      FieldDescription("value", "the figure", isRequired: true, .count),
      FieldDescription(
        "source", "where it comes from", isRequired: true,
        ShapeDescription(
          "a source", .words(["measured", "sampled", "template", "schema", "assumed"]))),
      FieldDescription("calls", "over how many calls it was measured", .count),
      FieldDescription("subjects", "over how many subjects it was sampled", .count),
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

  private static let stageBaseline = ShapeDescription(
    "a stage against the baseline",
    .mapping([
      FieldDescription(
        "cost", "what every subject costs at the baseline's price", isRequired: true, .money),
      FieldDescription(
        "savings", "that less the stage's expected cost", isRequired: true, .money),
      FieldDescription("savings_percent", "the same in percent of the baseline", .decimal),
    ]))

  static let assumption = ShapeDescription(
    "an assumption",
    .mapping([
      FieldDescription("stage", "the stage whose figures rest on it", isRequired: true, .words),
      FieldDescription(
        "share", "the share of undecided subjects that is expected to be asked", isRequired: true,
        .decimal),
      FieldDescription(
        "source", "where the share comes from: kept answers, the rule file, --assume, or nowhere",
        isRequired: true,
        ShapeDescription("a source", .words(["measured", "assume", "given", "none"]))),
      FieldDescription("answers", "over how many answers it was measured", .count),
    ]))

  private static let faultCount = ShapeDescription(
    "a fault",
    .mapping([
      FieldDescription("message", "what went wrong", isRequired: true, .words),
      FieldDescription("subjects", "for how many subjects", isRequired: true, .count),
    ]))
}
