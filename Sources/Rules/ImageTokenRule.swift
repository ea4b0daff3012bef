/// How a model counts an image into input tokens.
///
/// Both rules are those of OpenAI's guide "Images and vision", section "Calculating costs"
/// (platform.openai.com/docs/guides/images-vision), read on 2026-11-24.
package enum ImageTokenRule: Sendable, Hashable {
  /// `base` tokens, and at high detail `tile` more for every 512-pixel tile of the image after it
  /// was scaled into 2048 × 2048 and then down to 768 pixels on its shortest side.
  case tiles(base: Int64, tile: Int64)
  /// One token for every 32-pixel patch, at most `budget` of them, times `multiplier` millionths.
  case patches(multiplierMillionths: Int64, budget: Int64, longestSide: Int64)

  /// The most tokens that an image of any size counts at this detail.
  ///
  /// Tiles: the largest image after scaling is 2048 × 768, which is 4 × 2 tiles. Patches: the
  /// budget. Nil when the figures are too large to multiply.
  package func mostTokens(atLowDetail low: Bool) -> Int64? {
    switch self {
    case .tiles(let base, let tile):
      if low { return base }
      let (tiles, overflowed) = tile.multipliedReportingOverflow(by: 8)
      let (total, overflowedToo) = base.addingReportingOverflow(tiles)
      return overflowed || overflowedToo ? nil : total
    case .patches(let multiplier, let budget, _):
      let (scaled, overflowed) = budget.multipliedReportingOverflow(by: multiplier)
      if overflowed { return nil }
      let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: 1_000_000)
      return remainder > 0 ? quotient + 1 : quotient
    }
  }

  /// The fewest tokens that any image counts at this detail: what "the image alone" is at least.
  package func fewestTokens(atLowDetail low: Bool) -> Int64? {
    switch self {
    case .tiles(let base, let tile):
      if low { return base }
      let (total, overflowed) = base.addingReportingOverflow(tile)
      return overflowed ? nil : total
    case .patches(let multiplier, _, _):
      return multiplier / 1_000_000
    }
  }
}
