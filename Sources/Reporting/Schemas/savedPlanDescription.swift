import Rules
import YAML

extension ShapeDescription {
  /// A plan as `plan --out` saves it.
  static let savedPlan = ShapeDescription(
    "a saved plan",
    .mapping([
      FieldDescription(
        SavedPlan.formatKey, "the format of the file", isRequired: true,
        ShapeDescription(
          "\(SavedPlan.format)", .integer(SavedPlan.format...SavedPlan.format))),
      FieldDescription("saved_at", "when, in UTC", isRequired: true, instant),
      FieldDescription("saved_by", "with which program", isRequired: true, .words),
      FieldDescription("ruleset", "the name of the rule set", isRequired: true, .words),
      FieldDescription("version", "its version", isRequired: true, .version),
      FieldDescription(
        "digest", "over all that decides and all that is asked", isRequired: true, .digest),
      FieldDescription(
        "sections", "a digest for each section of that", isRequired: true,
        ShapeDescription("digests by section", .entries(.digest, keys: nil, mayBeEmpty: true))),
      FieldDescription(
        "provider", "where every call goes instead of its model's own provider", .words),
      FieldDescription(
        "execution", "batch where all calls are made in batches, whatever the rules say",
        ShapeDescription("batch", .words([Execution.batch.rawValue]))),
      FieldDescription("budget", "the budget of the rule file, in US dollars", .money),
      FieldDescription(
        "prices", "what the price book says of each model that is asked", isRequired: true,
        ShapeDescription("prices by model", .entries(price, keys: nil, mayBeEmpty: true))),
      FieldDescription(
        "database", "where the subjects were counted, without what is secret in it", .words),
      FieldDescription("bill", "what the plan costs, as simulate gives it", .bill),
      FieldDescription(
        "sources",
        "the files that the plan is compiled from: the rule file, the price book, the prompts and "
          + "their partials", isRequired: true,
        ShapeDescription("a list of files", .list(source, mayBeEmpty: false))),
      FieldDescription("profile", "what is kept of the subjects that were counted", imprint),
      FieldDescription(
        "seal", "a digest over all that stands beside it", isRequired: true, .digest),
    ]))

  private static let instant = ShapeDescription(
    "a point in time such as 2026-11-24T09:30:00Z",
    .text(
      mayBeEmpty: false,
      pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$"))

  private static let price = ShapeDescription(
    "a price",
    .mapping([
      FieldDescription("provider", "where calls go", isRequired: true, .words),
      FieldDescription("base_url", "its address", isRequired: true, .words),
      FieldDescription("key_env", "the environment variable that holds its key", .words),
      FieldDescription(
        "metered", "whether the usage that it reports is billed", isRequired: true, .flag),
      FieldDescription(
        "api", "what it speaks",
        ShapeDescription(
          "an interface", .words(ProviderInterface.allCases.map(\.rawValue)))),
      FieldDescription(
        "images", "whether it fetches images itself or gets them inline",
        ShapeDescription("a way", .words(ImagePassing.allCases.map(\.rawValue)))),
      FieldDescription(
        "max_image_mb", "the largest image that goes inline, in millions of bytes", .count),
      FieldDescription(
        "per_million", "US dollars for a million tokens, where calls are metered",
        ShapeDescription(
          "prices",
          .mapping(
            tokenPrices + [
              FieldDescription(
                "above", "what a call with a long prompt costs, where that is more",
                ShapeDescription(
                  "prices",
                  .mapping(
                    [
                      FieldDescription(
                        "tokens", "prompts of more tokens are long", isRequired: true, .count)
                    ] + tokenPrices)))
            ]))),
      FieldDescription(
        "batch_discount", "what a batch call costs of an ordinary one", .decimal),
      FieldDescription("image", "how images count into input tokens", image),
    ]))

  private static let tokenPrices = [
    FieldDescription("input", "of input", isRequired: true, .money),
    FieldDescription(
      "cached_input", "of input that the provider had in its cache", isRequired: true, .money),
    FieldDescription("output", "of output", isRequired: true, .money),
  ]

  private static let image = ShapeDescription(
    "a rule of images",
    .mapping([
      FieldDescription(
        "rule", "by what images are counted", isRequired: true,
        ShapeDescription("a rule", .words(["tiles", "patches"]))),
      FieldDescription("base", "tokens of any image", .count),
      FieldDescription("tile", "tokens of a tile at high detail", .count),
      FieldDescription("multiplier_millionths", "millionths of a token for a patch", .count),
      FieldDescription("budget", "the most patches of an image", .count),
      FieldDescription("longest_side", "the most pixels of a side", .count),
      FieldDescription("patch", "the side of a patch in pixels", .count),
      FieldDescription("low_budget", "the most patches at low detail", .count),
    ]))

  private static let source = ShapeDescription(
    "a file",
    .mapping([
      FieldDescription("name", "its path, as it was given", isRequired: true, .words),
      FieldDescription(
        "digest", "over its text, as sha256sum gives it", isRequired: true, .digest),
      FieldDescription("text", "all of it", isRequired: true, .anyText),
    ]))

  private static let imprint = ShapeDescription(
    "an imprint of a profile",
    .mapping([
      FieldDescription("subjects", "how many there were", isRequired: true, .count),
      FieldDescription(
        "vectors", "how many distinct vectors of facts they had", isRequired: true, .count),
      FieldDescription("digest", "the digest of the profile", isRequired: true, .digest),
      FieldDescription(
        "classes",
        "how many subjects have a vector whose hash is of a class, to tell how many changed",
        isRequired: true,
        ShapeDescription(
          "counts by class", .entries(.count, keys: "^[0-9a-f]{3}$", mayBeEmpty: true))),
    ]))
}
