import Diagnostics
package import Money
package import Prompts
package import Rules

/// The most that the meter can say of one call.
package struct CallCeiling: Sendable {
  let prices: TokenPrices?
  let imageTokens: ImageTokenRule?
  let prompt: Prompt

  package init(prices: TokenPrices?, imageTokens: ImageTokenRule?, prompt: Prompt) {
    self.prices = prices
    self.imageTokens = imageTokens
    self.prompt = prompt
  }

  /// US dollars for a call with the bare template, its partials put in, as its text: what is priced
  /// before any prompt is rendered. Nil without prices.
  package var most: USD? { most(forTextBytes: prompt.template.expanded.utf8.count) }

  /// US dollars for a call whose text has so many bytes in UTF-8. A token is never shorter than
  /// a byte, so bytes bound tokens from above; the schema goes along as text; the answer is bounded
  /// by `max_output_tokens`. Nil without prices, or where the figures are too large to multiply.
  package func most(forTextBytes bytes: Int) -> USD? {
    guard let prices else { return nil }
    let image = prompt.sendsImage ? imageTokens?.mostTokens(atLowDetail: prompt.detail == .low) : 0
    // A model without an image rule says nothing of its images: 0 would be a guess in our favour.
    guard let image else { return nil }
    let (text, overflowed) = bytes.addingReportingOverflow(prompt.schemaBytes + Self.framing)
    let (input, overflowedToo) = text.addingReportingOverflow(Int(clamping: image))
    if overflowed || overflowedToo { return nil }
    // Bytes far above the threshold of long prompts may be fewer tokens: the dearer of both.
    let whole = try? prices.cost(input: input, output: prompt.maxOutputTokens)
    guard let above = prices.above, input > above.tokens else { return whole }
    let short = try? prices.cost(input: Int(clamping: above.tokens), output: prompt.maxOutputTokens)
    return [whole, short].compactMap(\.self).max()
  }

  /// Tokens that frame messages and roles, a generous bound.
  private static let framing = 64

  /// What even the smallest image costs, and how many tokens it counts.
  var imageAlone: (tokens: Int64, cost: USD)? {
    guard prompt.sendsImage, let prices,
      let tokens = imageTokens?.fewestTokens(atLowDetail: prompt.detail == .low),
      let cost = try? (prices.input * Int(clamping: tokens)).dividing(by: 1_000_000)
    else { return nil }
    return (tokens, cost)
  }
}
