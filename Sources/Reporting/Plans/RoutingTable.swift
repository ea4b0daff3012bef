import Money
import Planning

extension RoutingPlan {
  /// For each range of scores which stage asks which tier, and what a call costs.
  func routingTable(on screen: Screen, indent: Int = 0) -> String {
    var table = Table(
      [
        .number("score"), .text("stage"), .text("tier"), .text("model", .shortened),
        .number("a call"),
      ], indent: indent)
    let ranges = routing
    for range in ranges {
      for (index, ask) in range.asks.enumerated() {
        table.add([
          .init(index == 0 ? range.scores.description : ""),
          .init(ask.stage + (ask.isConditional ? " ?" : "")),
          .init(ask.hasThreshold ? ask.tier : ""), .init(ask.model),
          .init(ask.unitCost.formatted(), isStarred: ask.isCeiling),
        ])
      }
      if range.asks.isEmpty { table.add([.init(range.scores.description), "asked nothing"]) }
    }
    return table.text(on: screen) + footnotes(of: ranges, on: screen, indent: indent)
  }

  private func footnotes(of ranges: [ScoreRouting], on screen: Screen, indent: Int) -> String {
    let asks = ranges.flatMap(\.asks)
    var notes: [String] = []
    for stage in stages {
      guard let when = stage.when,
        asks.contains(where: { $0.stage == stage.name && $0.isConditional })
      else { continue }
      notes.append("? \(printable(stage.name)) is asked when: \(printable(when.text))")
    }
    if asks.contains(where: \.isCeiling) {
      notes.append("* no cost is declared: the most that the meter can bill for a call")
    }
    let margin = String(repeating: " ", count: indent)
    return notes.map {
      margin + wrapped($0, to: screen.width - indent, indent: indent + 2) + "\n"
    }.joined()
  }
}
