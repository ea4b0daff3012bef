package import Money

/// What the calls of one tier of a run were billed, exactly.
package struct CallSpread: Sendable {
  package let stage: String
  package let tier: String
  package let model: String
  package let provider: String
  /// Subjects that at least one billed call was about.
  package let subjects: Int
  /// Amounts that were billed, by how many calls. Calls that cost nothing are not among them.
  package private(set) var amounts: [USD: Int]
  /// Calls whose amount the meter said.
  package let metered: Int
  /// Calls that were made in batches, at their lower price.
  package let batched: Int

  package init(
    stage: String, tier: String, model: String, provider: String, subjects: Int,
    amounts: [USD: Int], metered: Int, batched: Int = 0
  ) {
    self.stage = stage
    self.tier = tier
    self.model = model
    self.provider = provider
    self.subjects = subjects
    self.amounts = amounts
    self.metered = metered
    self.batched = batched
  }

  package var calls: Int { amounts.values.reduce(0, +) }

  /// US dollars. Throws `MoneyOverflow` where the sum does not fit.
  package func total() throws(MoneyOverflow) -> USD {
    var total = USD.zero
    for (amount, count) in amounts { total = try total + amount * count }
    return total
  }

  /// US dollars; nil without calls.
  package var least: USD? { amounts.keys.min() }
  /// US dollars; nil without calls.
  package var most: USD? { amounts.keys.max() }

  /// US dollars: the amount in the middle, the lower one of two; nil without calls.
  package var median: USD? {
    var left = (calls + 1) / 2
    for (amount, count) in amounts.sorted(by: { $0.key < $1.key }) {
      left -= count
      if left <= 0 { return amount }
    }
    return nil
  }
}
