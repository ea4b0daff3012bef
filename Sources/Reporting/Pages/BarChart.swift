import Money
import Simulation

/// Costs as bars, a row each, with their figures in words beside them.
struct BarChart {
  struct Row {
    /// What it is, and what that belongs to.
    let name: String
    var detail = ""
    /// The figures, each with what it is.
    let figures: [(name: String, figure: HTML)]
    let bars: [HTML]
    /// In pixels.
    var height = 16
  }

  let rows: [Row]
  /// What each kind of bar stands for.
  let key: [(kind: String, meaning: String)]

  func html(_ caption: String) -> HTML {
    let key = HTML.tag(
      .ul, "key", [:],
      key.map { .tag(.li, nil, .swatch($0.kind), .text($0.meaning)) })
    return .tag(
      .figure, nil, [.ariaLabel: caption],
      (self.key.isEmpty ? [] : [key])
        + [.tag(.ol, rows.count > 10 ? "bars dense" : "bars", [:], rows.map(\.html))])
  }

  /// A bar that ends at what is expected, within the outline of what is possible, and with a darker
  /// one in it for what is certain.
  static func bars(_ cost: Estimate<USD>, of most: USD) -> [HTML] {
    [
      .box("track", from: 0, to: 1, y: 0, height: 16),
      .box("expected", from: 0, to: part(cost.expected, of: most), y: 1, height: 14),
      .box("low", from: 0, to: part(cost.low, of: most), y: 5, height: 6),
      .box("high", from: 0, to: part(cost.high, of: most), y: 1, height: 14),
    ]
  }

  /// The old above the new, each with a line from low to high.
  static func bars(_ cost: Versions<Estimate<USD>?>, of most: USD) -> [HTML] {
    [("old", cost.old, 1.0), ("new", cost.new, 19.0)].flatMap { kind, cost, y -> [HTML] in
      let track = HTML.box("track", from: 0, to: 1, y: y - 1, height: 16)
      guard let cost else { return [track] }
      return [
        track, .box(kind, from: 0, to: part(cost.expected, of: most), y: y, height: 14),
        .line("reach", from: part(cost.low, of: most), to: part(cost.high, of: most), y: y + 7),
      ]
    }
  }

  static let versionKey = [
    (kind: "old", meaning: "old, expected"), (kind: "new", meaning: "new, expected"),
    (kind: "reach", meaning: "the line: from low to high"),
  ]

  static let estimateKey = [
    (kind: "low", meaning: "low: certain"), (kind: "expected", meaning: "expected"),
    (kind: "high", meaning: "high: all that is possible"),
  ]
}

extension BarChart.Row {
  fileprivate var html: HTML {
    let label: [HTML] =
      [.name(name)] + (detail.isEmpty ? [] : [" ", .tag(.small, nil, .name(detail))])
    let figures = figures.map { entry -> HTML in
      let lead: [HTML] = entry.name.isEmpty ? [] : [.tag(.small, nil, .text(entry.name)), " "]
      return .tag(.span, nil, [:], lead + [entry.figure])
    }
    return .tag(
      .li, nil, .tag(.div, "row", [:], [.tag(.span, "label", [:], label)] + figures),
      .tag(.svg, nil, [.width: "100%", .height: String(height), .ariaHidden: "true"], bars))
  }
}
