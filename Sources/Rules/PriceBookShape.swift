package import Diagnostics
import Money
import Prompts
package import YAML

extension PriceBook {
  /// Decodes a price book. Faults are collected, and what is faulty is left out: with any error
  /// among them, the price book is good only for checking against. Nil means that nothing could be
  /// made of it.
  package static func decode(
    _ document: Document, into diagnostics: inout DiagnosticList
  ) -> PriceBook? {
    shape(of: document.source).value(of: document.root, into: &diagnostics)
  }

  /// What a price book holds.
  package static var fileDescription: ShapeDescription {
    shape(of: SourceText(name: "", text: "")).description
  }

  private static func shape(of source: SourceText) -> Shape<PriceBook> {
    Shapes.mapping(
      "a price book",
      Shapes.required("as_of", Shapes.date, "the day of the figures")
        .orElse { LocatedText(value: "", range: $0) },
      Shapes.required(
        "models", Shapes.keyed("models", ModelPrice.Body.shape), "what each model costs"
      ).orElse { _ in .unreadable },
      Shapes.required(
        "providers", Shapes.named("providers", ProviderRule.Body.shape), "where models are"
      ).orElse { _ in .unreadable }
    ) { _, asOf, models, providers in
      PriceBook(
        source: source, asOf: asOf.value, models: models.entries.map { $0.value.named($0.name) },
        providers: providers.entries.map { $0.value.named($0.name) },
        modelsLeftOut: models.leftOut, providersLeftOut: providers.leftOut)
    }
  }
}

extension ModelPrice {
  struct Body: Sendable {
    let provider: LocatedText
    let perMillion: TokenPrices?
    let batchDiscount: ExactDecimal?
    let enqueuedTokens: Int?
    let image: ImageTokenRule?
    let imageDetails: [ImageDetail]?
    let retires: LocatedText?

    func named(_ name: LocatedText) -> ModelPrice {
      ModelPrice(
        name: name, provider: provider, perMillion: perMillion, batchDiscount: batchDiscount,
        enqueuedTokens: enqueuedTokens, image: image, imageDetails: imageDetails,
        retires: retires.map { Located($0.value, range: $0.range) })
    }
  }
}

extension ModelPrice.Body {
  fileprivate static let shape: Shape<ModelPrice.Body> = Shapes.mapping(
    "a model",
    Shapes.required("provider", Shapes.name("a provider"), "who serves the model"),
    Shapes.optional("per_million", TokenPrices.shape, "US dollars for a million tokens"),
    Shapes.optional(
      "batch_discount", Shapes.fraction, "what a batch call costs of an ordinary one"),
    Shapes.optional(
      "enqueued_tokens", Shapes.int(in: 1...1_000_000_000_000),
      "input tokens that the provider lets wait in batches at once"),
    Shapes.optional("image", ImageTokenRule.shape, "how an image counts into input tokens"),
    Shapes.optional(
      "image_details", Shapes.list(of: Shapes.choice(ImageDetail.self)),
      "the details at which images count like that, where it is not all"),
    Shapes.optional("retires", Shapes.date, "the day on which the model is retired")
  ) { _, provider, perMillion, discount, enqueued, image, details, retires in
    .init(
      provider: provider, perMillion: perMillion, batchDiscount: discount,
      enqueuedTokens: enqueued.map { Int(clamping: $0) }, image: image, imageDetails: details,
      retires: retires)
  }
}

extension TokenPrices {
  fileprivate static let shape: Shape<TokenPrices> = Shapes.mapping(
    "token prices",
    Shapes.required("input", Shapes.usd, "US dollars for a million tokens of input"),
    Shapes.optional("cached_input", Shapes.usd, "the same, for input that was in the cache"),
    Shapes.required("output", Shapes.usd, "US dollars for a million tokens of output"),
    Shapes.optional("above", LongPrompts.shape, "what calls with long prompts cost instead")
  ) { _, input, cached, output, above in
    TokenPrices(input: input, cachedInput: cached ?? input, output: output, above: above)
  }
}

extension TokenPrices.LongPrompts {
  fileprivate static let shape: Shape<Self> = Shapes.mapping(
    "prices of long prompts",
    Shapes.required(
      "tokens", Shapes.int(in: 1...1_000_000_000), "a prompt of more input tokens is long"),
    Shapes.required("input", Shapes.usd, "US dollars for a million tokens of input"),
    Shapes.optional("cached_input", Shapes.usd, "the same, for input that was in the cache"),
    Shapes.required("output", Shapes.usd, "US dollars for a million tokens of output")
  ) { _, tokens, input, cached, output in
    Self(tokens: tokens, input: input, cachedInput: cached ?? input, output: output)
  }
}

private enum ImageRuleName: String, CaseIterable {
  case tiles, patches
}

extension ImageTokenRule {
  fileprivate static let shape: Shape<ImageTokenRule> = Shapes.oneOf(
    "an image rule", byValueOf: "rule", first: (ImageRuleName.tiles.rawValue, byTiles),
    (ImageRuleName.patches.rawValue, byPatches))

  private static let byTiles: Shape<ImageTokenRule> = Shapes.mapping(
    "an image rule by tiles",
    Shapes.required("rule", Shapes.choice(ImageRuleName.self), "tiles or patches"),
    Shapes.required("base", Shapes.int(in: 0...1_000_000_000), "tokens for any image"),
    Shapes.required(
      "tile", Shapes.int(in: 0...1_000_000_000), "tokens for each tile at high detail")
  ) { _, _, base, tile in .tiles(base: base, tile: tile) }

  private static let byPatches: Shape<ImageTokenRule> = Shapes.mapping(
    "an image rule by patches",
    Shapes.required("rule", Shapes.choice(ImageRuleName.self), "tiles or patches"),
    Shapes.required("multiplier", Shapes.multiplier, "what a patch counts in tokens"),
    Shapes.required("budget", Shapes.int(in: 1...1_000_000), "the most patches that an image has"),
    Shapes.optional(
      "low_budget", Shapes.int(in: 1...1_000_000), "the same at low detail, where it differs"),
    Shapes.optional(
      "longest_side", Shapes.int(in: 32...1_000_000), "in pixels, after scaling"),
    Shapes.defaulted("patch", Shapes.int(in: 1...4096), to: 32, "the side of a patch in pixels")
  ) { _, _, multiplier, budget, lowBudget, side, patch in
    .patches(
      PatchRule(
        multiplierMillionths: multiplier, budget: budget, longestSide: side, patch: patch,
        lowBudget: lowBudget))
  }
}

extension Shapes {
  /// A factor from 0 to 1000 in millionths.
  fileprivate static var multiplier: Shape<Int64> {
    Shapes.digits.converted(
      "a factor from 0 to 1000, to six decimals", to: .numbers(minimum: "0", maximum: "1000")
    ) { text in
      guard let factor = ExactDecimal(text), !factor.isNegative,
        let bound = ExactDecimal("1000"), factor <= bound, let scaled = try? factor * 1_000_000
      else { return nil }
      return Int64(scaled.description)
    }
  }
}

extension ProviderRule {
  struct Body: Sendable {
    let baseURL: LocatedText
    let keyVariable: LocatedText?
    let isMetered: Bool
    let interface: ProviderInterface
    let images: ImagePassing
    let maxImageMegabytes: Int
    let maxBatchRequests: Int
    let maxBatchMegabytes: Int

    func named(_ name: LocatedText) -> ProviderRule {
      ProviderRule(
        name: name, baseURL: baseURL, keyVariable: keyVariable, isMetered: isMetered,
        interface: interface, images: images, maxImageBytes: maxImageMegabytes * 1_000_000,
        maxBatchRequests: maxBatchRequests, maxBatchBytes: maxBatchMegabytes * 1_000_000)
    }
  }
}

extension ProviderRule.Body {
  fileprivate static let shape: Shape<ProviderRule.Body> = Shapes.mapping(
    "a provider",
    Shapes.required("base_url", Shapes.webAddress, "where its interface is"),
    Shapes.optional(
      "key_env", Shapes.name("an environment variable"), "the variable that holds the key"),
    Shapes.defaulted("metered", Shapes.bool, to: true, "whether reported usage is billed"),
    Shapes.defaulted(
      "api", Shapes.choice(ProviderInterface.self), to: .openai,
      "what it speaks: chat completions or Anthropic's Messages"),
    Shapes.defaulted(
      "images", Shapes.choice(ImagePassing.self), to: .url,
      "whether it fetches images itself or gets them inline"),
    Shapes.defaulted(
      "max_image_mb", Shapes.int(in: 1...100), to: 20,
      "the largest image that goes inline, in millions of bytes"),
    Shapes.defaulted(
      "max_batch_requests", Shapes.int(in: 1...1_000_000), to: 50_000,
      "requests in one batch at most"),
    Shapes.defaulted(
      "max_batch_mb", Shapes.int(in: 1...10_000), to: 200,
      "the largest file of a batch, in millions of bytes")
  ) {
    _, baseURL, keyVariable, metered, interface, images, megabytes, requests, batchMegabytes in
    .init(
      baseURL: baseURL, keyVariable: keyVariable, isMetered: metered, interface: interface,
      images: images, maxImageMegabytes: Int(clamping: megabytes),
      maxBatchRequests: Int(clamping: requests), maxBatchMegabytes: Int(clamping: batchMegabytes))
  }
}

extension Shapes {
  /// A calendar date in ISO 8601.
  fileprivate static var date: Shape<LocatedText> {
    Shapes.text.converted(
      "a date such as 2026-11-24",
      to: .pattern("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
    ) { text in
      let parts = text.value.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.map(\.count) == [4, 2, 2],
        parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
        let month = Int(parts[1]), (1...12).contains(month),
        let day = Int(parts[2]), (1...31).contains(day)
      else { return nil }
      return text
    }
  }

  fileprivate static var webAddress: Shape<LocatedText> {
    Shapes.text.converted(
      "an address that starts with http:// or https://",
      to: .pattern("^[Hh][Tt][Tt][Pp][Ss]?://")
    ) { text in
      let lowered = text.value.lowercased()
      return lowered.hasPrefix("https://") || lowered.hasPrefix("http://") ? text : nil
    }
  }
}
