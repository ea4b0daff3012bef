import Diagnostics
import Money
import Planning
import Prompts
import Rules

/// Tells what one call of a tier is expected to use, and what the meter says of it.
struct CallMeter {
  let call: PlannedCall
  let usage: CallUsage
  /// What a call costs of an ordinary one, as its stage is executed.
  let factor: ExactDecimal?
  private let prices: TokenPrices?
  private let dependsOnSize: Bool
  private var priced: [ImageSize: CallPrice] = [:]
  /// The price where the size of the image is not known, or makes no difference.
  let fallback: CallPrice

  init(_ call: PlannedCall, _ usage: CallUsage, _ execution: Execution) throws(MoneyOverflow) {
    self.call = call
    self.usage = usage
    factor = execution == .batch ? call.batchDiscount : nil
    if let factor, let meter = call.meter {
      prices = try meter.times(factor)
    } else {
      prices = call.meter
    }
    // What was measured has images in it.
    let isImageApart = !usage.input.source.isMeasured && call.prompt.sendsImage
    dependsOnSize =
      isImageApart
      && call.imageTokens?.dependsOnSize(atLowDetail: call.prompt.detail == .low) == true
    let worst = isImageApart ? call.imageTokens?.mostTokens(atLowDetail: call.isLowDetail) : 0
    fallback = try Self.price(
      usage, image: worst, isApart: isImageApart, prices, isWorst: dependsOnSize)
  }

  var sendsImage: Bool { call.prompt.sendsImage }

  /// US dollars as declared for a call, as its stage is executed.
  func declared() throws(MoneyOverflow) -> USD? {
    guard let declared = call.declared, let factor else { return call.declared }
    return try declared.times(factor)
  }

  mutating func price(of size: ImageSize?) throws(MoneyOverflow) -> CallPrice {
    guard dependsOnSize, let size else { return fallback }
    if let known = priced[size] { return known }
    let tokens = call.imageTokens?.tokens(for: size, atLowDetail: call.isLowDetail)
    let price = try Self.price(usage, image: tokens, isApart: true, prices, isWorst: false)
    // Sizes that all differ shall not fill the memory.
    if priced.count < 10_000 { priced[size] = price }
    return price
  }

  /// US dollars that a call can be billed at most; nil without a meter.
  func most() throws(MoneyOverflow) -> USD? {
    let bytes = max(call.prompt.template.text.value.utf8.count, usage.textBytes)
    let ceiling = call.meter.flatMap {
      CallCeiling(prices: $0, imageTokens: call.imageTokens, prompt: call.prompt)
        .most(forTextBytes: bytes)
    }
    guard let ordinary = [ceiling, call.declared].compactMap(\.self).max() else { return nil }
    guard let factor else { return ordinary }
    return try ordinary.times(factor)
  }

  /// Tokens that a run reckons a call at when it keeps to tokens per minute.
  var paceTokens: Int {
    let image = fallback.image ?? 0
    let (text, overflowed) = usage.input.value.addingReportingOverflow(image)
    let (all, overflowedToo) = text.addingReportingOverflow(call.prompt.maxOutputTokens)
    return overflowed || overflowedToo ? .max : all
  }

  private static func price(
    _ usage: CallUsage, image: Int64?, isApart: Bool, _ prices: TokenPrices?, isWorst: Bool
  ) throws(MoneyOverflow) -> CallPrice {
    // An image of a model that does not say how images count cannot be priced.
    let known = isApart ? image : 0
    let (input, overflowed) = usage.input.value.addingReportingOverflow(Int(clamping: known ?? 0))
    if overflowed { throw MoneyOverflow() }
    var cost: USD?
    if let prices, known != nil {
      cost = try prices.cost(
        input: input, cached: usage.cachedInput, output: usage.output.value)
    }
    return CallPrice(
      input: input, cachedInput: usage.cachedInput, output: usage.output.value,
      image: isApart ? known.map { Int(clamping: $0) } : nil, cost: cost, isWorstSize: isWorst)
  }
}

/// What one call is expected to use and cost.
struct CallPrice {
  /// All input tokens, those of the image among them.
  let input: Int
  let cachedInput: Int
  let output: Int
  /// Tokens of the image, where they are known apart from the text's.
  let image: Int?
  /// US dollars by the meter; nil without one.
  let cost: USD?
  /// Whether the image's size is not known and it counts the most that the rule allows.
  let isWorstSize: Bool
}

extension PlannedCall {
  fileprivate var isLowDetail: Bool { prompt.detail == .low }
}
