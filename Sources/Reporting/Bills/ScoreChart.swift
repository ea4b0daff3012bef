import Simulation

/// The histogram of scores as bars, with a line where a tier begins.
struct ScoreChart {
  private let buckets: [ScoreBucket]
  private let thresholds: [ScoreThreshold]

  /// - Parameter scores: Lowest first.
  init(_ scores: [ScoreCount], thresholds: [ScoreThreshold], rows: Int = 16) {
    self.thresholds = thresholds
    buckets = Reporting.buckets(
      scores, thresholds: Set(thresholds.map(\.score)).sorted(), atMost: rows)
  }

  func text(on screen: Screen) -> String {
    let labels = buckets.map(\.label)
    let counts = buckets.map { counted($0.subjects) }
    let labelWidth = max(labels.map(displayWidth).max() ?? 0, displayWidth("score"))
    let countWidth = max(counts.map(displayWidth).max() ?? 0, displayWidth("subjects"))
    let bar = min(max(screen.width - labelWidth - countWidth - 4, 10), 60)
    let most = buckets.map(\.subjects).max() ?? 0

    var lines = [
      screen.style(.bold, padded("score", labelWidth) + "  " + padded("subjects", countWidth))
    ]
    var reached = thresholds[...]
    for (bucket, texts) in zip(buckets, zip(labels, counts)) {
      let begun = reached.prefix { $0.score <= bucket.scores.lowerBound }
      reached = reached.dropFirst(begun.count)
      if !begun.isEmpty { lines.append(rule(begun, labelWidth, screen)) }
      let drawn = screen.style(.cyan, Self.bar(bucket.subjects, of: most, cells: bar))
      lines.append(padded(texts.0, labelWidth) + "  " + padded(texts.1, countWidth) + "  " + drawn)
    }
    if !reached.isEmpty { lines.append(rule(reached, labelWidth, screen)) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// `── 10 identify.infer`: the thresholds that lie between two rows.
  private func rule(
    _ thresholds: ArraySlice<ScoreThreshold>, _ labelWidth: Int, _ screen: Screen
  ) -> String {
    let names = thresholds.map { "\($0.score) \(printable($0.stage)).\(printable($0.tier))" }
    let line = String(repeating: "─", count: labelWidth) + "  from "
    return screen.style(.dim, shortened(line + names.joined(separator: ", "), to: screen.width))
  }

  /// A bar of full and eighth cells; whatever is not zero shows.
  static func bar(_ count: Int, of most: Int, cells: Int) -> String {
    guard count > 0, most > 0 else { return "" }
    let eighths = max(Int((Double(count) / Double(most) * Double(cells * 8)).rounded()), 1)
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + part
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - displayWidth(text), 0)) + text
  }
}

extension ScoreBucket {
  fileprivate var label: String { scores.words }
}

extension ClosedRange<Int64> {
  /// `20`, `20–24`, or, where a dash would be taken for a sign, `-5 to -1`.
  var words: String {
    lowerBound == upperBound
      ? "\(lowerBound)"
      : lowerBound < 0 ? "\(lowerBound) to \(upperBound)" : "\(lowerBound)–\(upperBound)"
  }
}
