package import Money

/// US dollars for a million tokens.
package struct TokenPrices: Sendable, Hashable {
  package let input: USD
  /// Input that the provider had in its cache; `input` where nothing is said.
  package let cachedInput: USD
  package let output: USD
  /// What a call costs whose prompt is longer than `above.tokens`; nil where length makes no
  /// difference.
  package let above: LongPrompts?

  /// US dollars for a million tokens of every kind in a call with a long prompt.
  package struct LongPrompts: Sendable, Hashable {
    /// Prompts of more input tokens than this are long.
    package let tokens: Int64
    package let input: USD
    package let cachedInput: USD
    package let output: USD
  }

  package init(input: USD, cachedInput: USD, output: USD, above: LongPrompts? = nil) {
    self.input = input
    self.cachedInput = cachedInput
    self.output = output
    self.above = above
  }

  /// US dollars for one call.
  ///
  /// - Parameters:
  ///   - input: All tokens of the input, the cached ones among them.
  ///   - cached: Those that the provider had in its cache.
  package func cost(
    input: Int, cached: Int = 0, output: Int
  ) throws(MoneyOverflow) -> USD {
    let (fresh, overflowed) = input.subtractingReportingOverflow(cached)
    if overflowed { throw MoneyOverflow() }
    if let above, input > above.tokens {
      return try (above.input * fresh + above.cachedInput * cached + above.output * output)
        .dividing(by: 1_000_000)
    }
    return try (self.input * fresh + cachedInput * cached + self.output * output)
      .dividing(by: 1_000_000)
  }

  /// What the same costs at this part of the price.
  package func times(_ factor: ExactDecimal) throws(MoneyOverflow) -> TokenPrices {
    var long: LongPrompts?
    if let above {
      long = LongPrompts(
        tokens: above.tokens, input: try above.input.times(factor),
        cachedInput: try above.cachedInput.times(factor), output: try above.output.times(factor))
    }
    return TokenPrices(
      input: try input.times(factor), cachedInput: try cachedInput.times(factor),
      output: try output.times(factor), above: long)
  }
}
