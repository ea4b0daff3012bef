/// 512-pixel tiles that cover an image after scaling it into 2048 × 2048 and then its shorter side
/// down to 768. Images are never scaled up, and a side is a whole number of pixels in the end.
func tilesNeeded(covering size: ImageSize) -> Int64 {
  var (width, height) = (Double(size.width), Double(size.height))
  let fit = min(1, 2048 / max(width, height))
  (width, height) = (width * fit, height * fit)
  let shrink = min(1, 768 / min(width, height))
  (width, height) = ((width * shrink).rounded(), (height * shrink).rounded())
  return max(steps(covering: width, of: 512), 1) * max(steps(covering: height, of: 512), 1)
}

extension PatchRule {
  /// The most patches at a detail.
  func budget(atLowDetail low: Bool) -> Int64 { low ? lowBudget ?? budget : budget }

  /// Patches that cover an image after it was scaled into `longestSide`, and where they are more
  /// than the budget, down until they are not.
  ///
  /// The scaling is that of OpenAI's guide: by the square root of budget over area, and from there
  /// down to where one side is a whole number of patches; the other is then cut. For 1800 × 2400
  /// and 1,536 patches of 32 pixels it gives 33 × 44, the guide's own example.
  func patches(covering size: ImageSize, atLowDetail low: Bool) -> Int64 {
    let side = Double(patch)
    let budget = budget(atLowDetail: low)
    var (width, height) = (Double(size.width), Double(size.height))
    if let longestSide {
      let fit = min(1, Double(longestSide) / max(width, height))
      (width, height) = (width * fit, height * fit)
    }
    let whole = steps(covering: width, of: side).multipliedReportingOverflow(
      by: steps(covering: height, of: side))
    if !whole.overflow, whole.partialValue <= budget { return max(whole.partialValue, 1) }

    let shrink = (Double(budget) * side * side / (width * height)).squareRoot()
    let across = width * shrink / side
    let down = height * shrink / side
    // Images that are narrower than a patch stay one patch wide.
    let fit = min(max(across.rounded(.down), 1) / across, max(down.rounded(.down), 1) / down)
    let patches =
      steps(covering: across * fit, of: 1)
      .multipliedReportingOverflow(by: steps(covering: down * fit, of: 1))
    return patches.overflow ? budget : min(max(patches.partialValue, 1), budget)
  }

  /// Patches in tokens, rounded up. Nil when the figures are too large to multiply.
  func tokens(patches: Int64) -> Int64? {
    let (scaled, overflowed) = patches.multipliedReportingOverflow(by: multiplierMillionths)
    if overflowed { return nil }
    let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder > 0 ? quotient + 1 : quotient
  }
}

/// How many steps cover a length of pixels. What binary floating point leaves beyond a whole number
/// does not count as one more.
private func steps(covering length: Double, of step: Double) -> Int64 {
  Int64(exactly: (length / step - 1e-9).rounded(.up)) ?? .max
}
