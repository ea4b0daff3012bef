import YAML

extension ShapeDescription {
  /// A comparison as `diff --format json` gives it. Keys are a contract, as those of the bill.
  static let comparison = ShapeDescription(
    "a comparison",
    .mapping([
      FieldDescription("old", "the plan that is compared with", isRequired: true, comparedPlan),
      FieldDescription("new", "the plan that is compared", isRequired: true, comparedPlan),
      FieldDescription(
        "total", "what all stages cost", isRequired: true,
        ShapeDescription(
          "costs before and after",
          .mapping([
            FieldDescription("old", "of the old plan", isRequired: true, .costs),
            FieldDescription("new", "of the new plan", isRequired: true, .costs),
            FieldDescription("change", "new less old", isRequired: true, .costs),
            FieldDescription(
              "change_percent", "the change of the expected cost in percent of the old", .decimal),
          ]))),
      FieldDescription(
        "sections", "the sections of the rules that differ", isRequired: true, .list(of: .words)),
      FieldDescription(
        "rules", "what changed in the rules", isRequired: true,
        .list(
          of: ShapeDescription(
            "a change",
            .mapping([
              FieldDescription("path", "where", isRequired: true, .words),
              FieldDescription("old", "what stood there", .anyText),
              FieldDescription("new", "what stands there now", .anyText),
            ])))),
      FieldDescription("stages", "the stages that differ", isRequired: true, .list(of: stage)),
      FieldDescription("models", "the models that differ", isRequired: true, .list(of: model)),
      FieldDescription("groups", "the groups affected, where they were looked for", groups),
      FieldDescription(
        "assumptions", "on what expected figures rest", isRequired: true,
        ShapeDescription(
          "assumptions before and after",
          .mapping([
            FieldDescription("old", "of the old plan", isRequired: true, .list(of: .assumption)),
            FieldDescription("new", "of the new plan", isRequired: true, .list(of: .assumption)),
          ]))),
      FieldDescription(
        "gates", "what the change was held against", isRequired: true, .list(of: gate)),
      FieldDescription("summary", "the last line of the text", isRequired: true, .words),
      .noCalls,
    ]))

  private static let comparedPlan = ShapeDescription(
    "a plan",
    .mapping(
      [FieldDescription("name", "what the comparison calls it", isRequired: true, .words)]
        + pricedPlan))

  private static let stage = ShapeDescription(
    "a stage that differs",
    .mapping([
      FieldDescription("name", "the stage", isRequired: true, .words),
      FieldDescription("change", "whether both plans have it", isRequired: true, change),
      FieldDescription(
        "asked", "how many subjects are asked", isRequired: true, versions(of: .counts)),
      FieldDescription("cost", "what that costs", isRequired: true, versions(of: .costs)),
      FieldDescription(
        "tiers", "the tiers that differ", isRequired: true,
        .list(
          of: ShapeDescription(
            "a tier that differs",
            .mapping([
              FieldDescription("name", "the tier", isRequired: true, .words),
              FieldDescription("change", "whether both plans have it", isRequired: true, change),
              FieldDescription("old", "in the old plan", tier),
              FieldDescription("new", "in the new plan", tier),
            ])))),
      FieldDescription(
        "moves", "subjects with whom something else is done", isRequired: true, .list(of: move)),
      FieldDescription("answers", "what becomes of answers that are kept", answers),
    ]))

  private static let tier = ShapeDescription(
    "a tier",
    .mapping([
      FieldDescription("model", "the model that is asked", isRequired: true, .words),
      FieldDescription("provider", "where the calls go", isRequired: true, .words),
      FieldDescription("at_least", "the lowest score that reaches the tier", .integer),
      FieldDescription(
        "subjects", "subjects whose score reaches the tier, asked or not", isRequired: true, .count),
      FieldDescription("asked", "how many subjects are asked", isRequired: true, .counts),
      FieldDescription("unit_cost", "what a call costs", isRequired: true, .money),
      FieldDescription("cost", "what the calls cost", isRequired: true, .costs),
    ]))

  private static let move = ShapeDescription(
    "a move",
    .mapping([
      FieldDescription("from", "what the old plan does", isRequired: true, place),
      FieldDescription("to", "what the new plan does", isRequired: true, place),
      FieldDescription("subjects", "how many move", isRequired: true, .count),
      FieldDescription("cost", "what that adds", isRequired: true, .costs),
    ]))

  private static let place = ShapeDescription(
    "a place",
    .mapping([
      FieldDescription(
        "state", "what a stage does with a subject", isRequired: true,
        ShapeDescription(
          "a state",
          .words(["asked", "unknown", "answered", "not_asked", "left_out", "no_stage"]))),
      FieldDescription("tier", "the tier that is asked, or perhaps", .words),
    ]))

  private static let answers = ShapeDescription(
    "answers that are kept",
    .mapping([
      FieldDescription("good", "they stay good", isRequired: true, .count),
      FieldDescription("again", "they are asked again, or may be", isRequired: true, .count),
      FieldDescription("unneeded", "they are not asked for any more", isRequired: true, .count),
    ]))

  private static let model = ShapeDescription(
    "a model that differs",
    .mapping([
      FieldDescription("model", "the model", isRequired: true, .words),
      FieldDescription("asked", "how many calls it gets", isRequired: true, versions(of: .counts)),
      FieldDescription("cost", "what they cost", isRequired: true, versions(of: .costs)),
    ]))

  private static let groups = ShapeDescription(
    "the groups affected",
    .mapping([
      FieldDescription("count", "how many", isRequired: true, .count),
      FieldDescription(
        "largest", "those affected the most", isRequired: true,
        .list(
          of: ShapeDescription(
            "a group",
            .mapping([
              FieldDescription("group", "its key", isRequired: true, .anyText),
              FieldDescription("subjects", "how many of it move", isRequired: true, .count),
              FieldDescription(
                "cost", "what that adds to the expected cost", isRequired: true, .money),
            ])))),
    ]))

  private static let gate = ShapeDescription(
    "a gate",
    .mapping([
      FieldDescription("option", "the option and its value", isRequired: true, .words),
      FieldDescription("closed", "whether it is closed", isRequired: true, .flag),
      FieldDescription("warning", "whether that is only told", isRequired: true, .flag),
      FieldDescription("found", "what was found", isRequired: true, .words),
    ]))

  private static let change = ShapeDescription(
    "a change", .words(["added", "removed", "changed"]))

  /// Old and new, either of which may be missing.
  private static func versions(of figure: ShapeDescription) -> ShapeDescription {
    ShapeDescription(
      "before and after",
      .mapping([
        FieldDescription("old", "in the old plan", figure),
        FieldDescription("new", "in the new plan", figure),
      ]))
  }
}
