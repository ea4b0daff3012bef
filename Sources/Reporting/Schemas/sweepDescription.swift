import YAML

extension ShapeDescription {
  /// A sweep as `sweep --format json` gives it. Keys are a contract, as those of the bill.
  static let sweep = ShapeDescription(
    "a sweep",
    .mapping(
      pricedPlan + [
        FieldDescription("path", "the setting that is varied", isRequired: true, .words),
        FieldDescription("current", "what stands there in the rules", .anyText),
        base,
        FieldDescription("steps", "in the order of the range", isRequired: true, .list(of: step)),
        FieldDescription(
          "target", "what was looked for with --target-cost",
          ShapeDescription(
            "a target",
            .mapping([
              FieldDescription("cost", "the most that is wanted", isRequired: true, .money),
              FieldDescription("found", "whether a value fits", isRequired: true, .flag),
              FieldDescription("value", "the value that fits", .anyText),
              FieldDescription("low", "the lowest number that costs the same", .integer),
              FieldDescription("high", "the highest number that costs the same", .integer),
              FieldDescription("expected", "its expected cost", .money),
            ]))),
        assumptions, .noCalls,
      ]))

  private static let step = ShapeDescription(
    "a value of the setting",
    .mapping([
      FieldDescription("value", "as a rule file would write it", isRequired: true, .anyText),
      FieldDescription("low", "the lowest number that costs the same", .integer),
      FieldDescription("high", "the highest number that costs the same", .integer),
      FieldDescription("total", "the cost of all stages; null where the rules are faulty", .costs),
      FieldDescription(
        "stages", "what each stage asks and costs", isRequired: true,
        .list(
          of: ShapeDescription(
            "a stage",
            .mapping([
              FieldDescription("name", "the stage", isRequired: true, .words),
              FieldDescription("asked", "how many subjects are asked", isRequired: true, .counts),
              FieldDescription("cost", "what that costs", isRequired: true, .costs),
            ])))),
      FieldDescription("fault", "why the rules cannot have the value", .words),
    ]))

  /// What a step of each number is worth, as `sweep --sensitivity --format json` gives it.
  static let sensitivity = ShapeDescription(
    "what a step of each number is worth",
    .mapping(
      pricedPlan + [
        base,
        FieldDescription(
          "numbers", "those whose steps change the most come first", isRequired: true,
          .list(
            of: ShapeDescription(
              "a threshold or a weight",
              .mapping([
                FieldDescription("path", "where it stands in the rules", isRequired: true, .words),
                FieldDescription("value", "what stands there", isRequired: true, .integer),
                FieldDescription("down", "what one less adds to the expected cost", .money),
                FieldDescription("up", "what one more adds to the expected cost", .money),
              ])))),
        assumptions, .noCalls,
      ]))

  /// What every report says of the plan that it prices.
  static let pricedPlan = [
    FieldDescription("ruleset", "the name of the rule set", isRequired: true, .words),
    FieldDescription("version", "its version", isRequired: true, .version),
    FieldDescription("digest", "the digest of the plan", isRequired: true, .digest),
    FieldDescription(
      "settings", "what --set changed in the rules", isRequired: true, .list(of: .words)),
    FieldDescription("subjects", "how many there are", isRequired: true, .count),
  ]

  private static let base = FieldDescription(
    "base", "the rules as they stand", isRequired: true,
    ShapeDescription(
      "a bill's total",
      .mapping([
        FieldDescription("total", "the cost of all stages", isRequired: true, .costs)
      ])))

  private static let assumptions = FieldDescription(
    "assumptions", "on what expected figures rest", isRequired: true, .list(of: .assumption))
}

extension FieldDescription {
  static let noCalls = FieldDescription(
    "calls_made", "how many calls were made for it: none", isRequired: true,
    ShapeDescription("0", .integer(0...0)))
}
