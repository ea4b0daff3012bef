package import Planning

/// The scores from `low` on, up to but not including `end`; nil is no bound.
package struct ScoreRange: Sendable, Hashable {
  package let low: Int64?
  package let end: Int64?

  package init(from low: Int64?, to end: Int64?) {
    self.low = low
    self.end = end
  }

  /// The scores that reach one tier of a stage.
  package init(of tier: Tier, in stage: Stage) {
    let above = tier.index > 0 ? stage.tiers.first { $0.index == tier.index - 1 } : nil
    self.init(from: tier.atLeast, to: above?.atLeast)
  }
}

extension ScoreRange: CustomStringConvertible {
  /// By its first and last score: `30–59`, `60+`, `below 10`, `any`, `-5 to -1`.
  package var description: String {
    switch (low, end) {
    case (nil, nil): "any"
    case (let low?, nil): "\(low)+"
    case (nil, let end?): "below \(end)"
    case (let low?, let end?) where low + 1 >= end: "\(low)"
    // A dash before a sign would read as two of either.
    case (let low?, let end?) where low < 0: "\(low) to \(end - 1)"
    case (let low?, let end?): "\(low)–\(end - 1)"
    }
  }
}
