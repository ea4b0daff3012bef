/// How a model counts an image into input tokens.
///
/// The rules are those of the providers' guides, read on 2026-11-24: OpenAI's "Images and vision",
/// section "Calculating costs" (platform.openai.com/docs/guides/images-vision), and Anthropic's
/// "Vision" (platform.claude.com/docs/en/build-with-claude/vision).
package enum ImageTokenRule: Sendable, Hashable {
  /// `base` tokens, and at high detail `tile` more for every 512-pixel tile of the image after it
  /// was scaled down into 2048 × 2048 and then down to 768 pixels on its shortest side.
  case tiles(base: Int64, tile: Int64)
  /// One token for every square patch that it takes to cover the image, times a multiplier.
  case patches(PatchRule)
}

/// How patches are counted.
package struct PatchRule: Sendable, Hashable {
  /// What a patch counts in millionths of a token.
  package let multiplierMillionths: Int64
  /// The most patches that an image has: a larger one is scaled down.
  package let budget: Int64
  /// The most pixels of a side, after scaling; nil where only the budget bounds it.
  package let longestSide: Int64?
  /// The side of a patch in pixels.
  package let patch: Int64
  /// The most patches at low detail; nil where detail makes no difference.
  package let lowBudget: Int64?

  package init(
    multiplierMillionths: Int64, budget: Int64, longestSide: Int64? = nil, patch: Int64 = 32,
    lowBudget: Int64? = nil
  ) {
    self.multiplierMillionths = multiplierMillionths
    self.budget = budget
    self.longestSide = longestSide
    self.patch = patch
    self.lowBudget = lowBudget
  }
}

extension ImageTokenRule {
  /// Whether images of different sizes may count differently.
  package func dependsOnSize(atLowDetail low: Bool) -> Bool {
    switch self {
    case .tiles(_, let tile): !low && tile > 0
    case .patches: true
    }
  }

  /// How many input tokens an image of this size counts. Nil when the figures are too large to
  /// multiply.
  package func tokens(for size: ImageSize, atLowDetail low: Bool) -> Int64? {
    switch self {
    case .tiles(let base, let tile):
      if low { return base }
      return Self.tokens(base: base, tile: tile, tiles: tilesNeeded(covering: size))
    case .patches(let rule):
      return rule.tokens(patches: rule.patches(covering: size, atLowDetail: low))
    }
  }

  /// The most tokens that an image of any size counts at this detail.
  ///
  /// Tiles: the largest image after scaling is 2048 × 768, which is 4 × 2 tiles. Patches: the
  /// budget. Nil when the figures are too large to multiply.
  package func mostTokens(atLowDetail low: Bool) -> Int64? {
    switch self {
    case .tiles(let base, let tile):
      return low ? base : Self.tokens(base: base, tile: tile, tiles: 8)
    case .patches(let rule):
      return rule.tokens(patches: rule.budget(atLowDetail: low))
    }
  }

  /// The fewest tokens that any image counts at this detail: what "the image alone" is at least.
  package func fewestTokens(atLowDetail low: Bool) -> Int64? {
    switch self {
    case .tiles(let base, let tile): low ? base : Self.tokens(base: base, tile: tile, tiles: 1)
    case .patches(let rule): rule.tokens(patches: 1)
    }
  }

  private static func tokens(base: Int64, tile: Int64, tiles: Int64) -> Int64? {
    let (product, overflowed) = tile.multipliedReportingOverflow(by: tiles)
    let (total, overflowedToo) = base.addingReportingOverflow(product)
    return overflowed || overflowedToo ? nil : total
  }
}
