import Models
import Money
import Planning
import Prompts
import Rules
import Runs

extension PlannedCall {
  /// US dollars by the meter; nil without one.
  ///
  /// Cached input is billed at its own price, the rest of the input and the output at theirs.
  func metered(_ usage: TokenUsage) -> USD? {
    try? meter?.cost(input: usage.input, cached: usage.cachedInput, output: usage.output)
  }

  /// Tokens that a call is likely to count, for the pace: four bytes of text are about one token, and
  /// an image counts the most that it can.
  func likelyTokens(of request: ModelRequest) -> Int {
    let image =
      request.imageURL == nil
      ? 0 : Int(clamping: imageTokens?.mostTokens(atLowDetail: prompt.detail == .low) ?? 0)
    return request.textBytes / 4 + request.maxOutputTokens + image
  }

  /// Input tokens that a call counts while it waits in a batch, about as many as it has.
  func enqueuedTokens(of request: ModelRequest) -> Int {
    likelyTokens(of: request) - request.maxOutputTokens + prompt.schemaBytes / 4 + 16
  }

  /// US dollars: the most that a call with so many bytes of text can cost.
  func most(forTextBytes bytes: Int) -> USD {
    let ceiling =
      meter.flatMap {
        CallCeiling(prices: $0, imageTokens: imageTokens, prompt: prompt).most(forTextBytes: bytes)
      } ?? .zero
    return max(ceiling, declared ?? unitCost)
  }
}
