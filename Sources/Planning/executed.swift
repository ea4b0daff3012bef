package import Money
package import Rules

extension Provider {
  /// Whether it takes calls in batches, in an interface that is spoken here.
  package var hasBatches: Bool { interface == .openai }
}

extension PlannedCall {
  /// The call at the prices of the way it is made: a batch call costs the discounted part of all
  /// that an ordinary one does, declared and metered. What a bill counts and what a ledger bills is
  /// the same for that reason.
  ///
  /// - Throws: `MoneyOverflow` where the product cannot be written.
  package func executed(as execution: Execution) throws(MoneyOverflow) -> PlannedCall {
    guard execution == .batch, let factor = batchDiscount else { return self }
    let (declaredThen, meterThen): (USD?, TokenPrices?)
    if let declared { declaredThen = try declared.times(factor) } else { declaredThen = nil }
    if let meter { meterThen = try meter.times(factor) } else { meterThen = nil }
    return PlannedCall(
      model: model, provider: provider, prompt: prompt, declared: declaredThen, meter: meterThen,
      imageTokens: imageTokens, batchDiscount: nil, enqueuedTokens: enqueuedTokens,
      confidence: confidence, question: question, unitCost: try unitCost.times(factor))
  }
}

extension Tier {
  /// The tier with its call at the prices of the way it is made.
  package func executed(as execution: Execution) throws(MoneyOverflow) -> Tier {
    Tier(index: index, name: name, atLeast: atLeast, call: try call.executed(as: execution))
  }
}
