import Diagnostics
import Money
import Prompts
import Rules

extension PlanCompiler {
  /// `dearer-image`: a call is left to the meter, on a model with low token prices that counts so
  /// many tokens for an image that a call costs more than on another model of these rules, whose
  /// token prices are higher.
  ///
  /// A call with a declared cost is judged by `cost-below-image` instead.
  ///
  /// ```
  /// warning[dearer-image]: an image costs more on 'gpt-4o-mini' than on 'gpt-4o'
  ///   |
  /// 7 |   sort: { model: gpt-4o-mini, prompt: look.v1 }
  ///   |                  ^^^^^^^^^^^ 2833 tokens, $0.00042495, against 85 tokens, $0.0002125
  ///   = help: the lower token price does not make up for it …
  /// ```
  mutating func checkDearerImages(of plan: RoutingPlan) {
    let used =
      plan.stages.flatMap { $0.tiers.map(\.call.model) }
      + (plan.baseline.map { [$0.model.value] } ?? [])
    let others = priceBook.models.filter { used.contains($0.name.value) }
    var reported: Set<String> = []
    for stage in plan.stages {
      for tier in stage.tiers {
        let call = tier.call
        guard call.declared == nil, call.meter != nil, let detail = call.prompt.detail,
          let model = priceBook.model(call.model),
          let range = callRule(of: tier, in: stage)?.model.range
        else { continue }
        let usage = CallUsage(estimating: call.prompt)
        for other in others where model.hasDearerImage(than: other, at: detail) {
          guard model.isDearer(than: other, for: usage, at: detail),
            reported.insert("\(call.model) \(other.name.value) \(detail)").inserted,
            let mine = model.image(at: detail), let theirs = other.image(at: detail)
          else { continue }
          warn(
            "dearer-image",
            "an image costs more on '\(call.model)' than on '\(other.name.value)'", at: range,
            label: "\(mine.fewest) tokens, \(mine.least.formatted()), against \(theirs.fewest) "
              + "tokens, \(theirs.least.formatted())",
            help:
              "its token price is lower, but an image counts more tokens, and this prompt is too "
              + "short to make up for it: ask '\(other.name.value)'")
        }
      }
    }
  }
}

/// What an image costs on a model, from the smallest to the largest.
private struct ImagePrice {
  let fewest: Int64
  let least: USD
  let most: USD
}

extension ModelPrice {
  fileprivate func image(at detail: ImageDetail) -> ImagePrice? {
    guard let input = perMillion?.input,
      let fewest = image?.fewestTokens(atLowDetail: detail == .low),
      let most = image?.mostTokens(atLowDetail: detail == .low),
      let least = try? (input * Int(clamping: fewest)).dividing(by: 1_000_000),
      let highest = try? (input * Int(clamping: most)).dividing(by: 1_000_000)
    else { return nil }
    return ImagePrice(fewest: fewest, least: least, most: highest)
  }

  /// Whether a call costs more here than there, with all of its text.
  fileprivate func isDearer(
    than other: ModelPrice, for usage: CallUsage, at detail: ImageDetail
  ) -> Bool {
    func cost(_ model: ModelPrice) -> USD? {
      guard let image = model.image?.fewestTokens(atLowDetail: detail == .low) else { return nil }
      let (input, overflowed) = usage.input.value.addingReportingOverflow(Int(clamping: image))
      if overflowed { return nil }
      return try? model.perMillion?.cost(input: input, output: usage.output.value)
    }
    guard let mine = cost(self), let theirs = cost(other) else { return false }
    return mine > theirs
  }

  /// Whether small and large images alike cost more here than there, where tokens cost more.
  fileprivate func hasDearerImage(than other: ModelPrice, at detail: ImageDetail) -> Bool {
    guard let mine = perMillion, let theirs = other.perMillion, mine.input < theirs.input,
      mine.output <= theirs.output, let image = image(at: detail),
      let otherImage = other.image(at: detail)
    else { return false }
    return image.least > otherImage.least && image.most > otherImage.most
  }
}
