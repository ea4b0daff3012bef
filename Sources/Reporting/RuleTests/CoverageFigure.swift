package import Planning

/// How much is reached, as exact counts, and as a percentage that is cut off and never rounded: what
/// is not all of it never reads as 100%.
package struct CoverageFigure: Sendable, Hashable {
  package let reached: Int
  package let total: Int

  package init(_ coverage: RuleCoverage) {
    self.init(reached: coverage.reached, total: coverage.total)
  }

  package init(reached: Int, total: Int) {
    self.reached = reached
    self.total = total
  }

  /// In percent, cut off after so many decimals; of nothing, everything is reached.
  package func percent(places: Int) -> (digits: String, isExact: Bool) {
    guard total > 0 else { return ("100", true) }
    let (hundredfold, overflow) = reached.multipliedReportingOverflow(by: 100)
    guard !overflow else { return ("0", false) }
    var (whole, rest) = hundredfold.quotientAndRemainder(dividingBy: total)
    var digits = String(whole)
    for place in 0..<max(places, 0) where rest > 0 {
      if place == 0 { digits += "." }
      (whole, rest) = (rest * 10).quotientAndRemainder(dividingBy: total)
      digits += String(whole)
    }
    return (digits, rest == 0)
  }

  /// `100%`, `87.5%`, `83.3333…%`
  package var shown: String {
    let (digits, isExact) = percent(places: 4)
    return digits + (isExact ? "" : "…") + "%"
  }
}
