import Money
import Planning
import Simulation

extension Bill {
  /// The tokens and the time that are expected, a row for each tier.
  var useTable: Table {
    var table = Table([
      .text("stage"), .text("tier"), .number("calls"), .number("input", group: "tokens"),
      .number("cached", group: "tokens"), .number("image", group: "tokens"),
      .number("output", group: "tokens"), .number("time"),
    ])
    for stage in stages {
      for (index, tier) in stage.tiers.enumerated() {
        table.add(
          [
            .init(index == 0 ? stage.name : ""), .init(tier.atLeast == nil ? "" : tier.name),
            .init(counted(tier.asked.expected), isStarred: stage.isAssumed(tier)),
          ] + tier.use.cells)
      }
    }
    table.addRule()
    table.add(
      [
        "expected", "",
        .init(counted(askedInAll.expected), isStarred: restsOnAssumption),
      ] + use.cells, .bold)
    return table
  }

  /// What each model is asked, and what it costs.
  var modelTable: Table {
    var table = Table([
      .text("model", .shortened), .number("calls"), .number("input", group: "tokens"),
      .number("output", group: "tokens"), .number("low", group: "cost"),
      .number("expected", group: "cost"), .number("high", group: "cost"),
    ])
    for model in models {
      let tiers = stages.flatMap { stage in
        stage.tiers.filter { $0.model == model.model && $0.provider == model.provider }
          .map { (stage, $0) }
      }
      let isAssumed = tiers.contains { $0.0.isAssumed($0.1) }
      let isMetered = tiers.contains { !$0.1.isDeclared }
      table.add([
        .init(model.model), .init(counted(model.asked.expected), isStarred: isAssumed),
        .init(
          abbreviated(model.use.input.expected), isStarred: !model.use.input.expected.isZero),
        .init(
          abbreviated(model.use.output.expected), isStarred: !model.use.output.expected.isZero),
        .init(model.cost.low.brief(), isStarred: isMetered),
        .init(model.cost.expected.brief(), isStarred: isMetered || isAssumed),
        .init(model.cost.high.brief(), isStarred: isMetered),
      ])
    }
    return table
  }

  /// Calls over all stages.
  var askedInAll: Estimate<ExactDecimal> {
    var total = Estimate(low: ExactDecimal.zero, expected: .zero, high: .zero)
    for stage in stages {
      guard let low = try? total.low + stage.asked.low,
        let expected = try? total.expected + stage.asked.expected,
        let high = try? total.high + stage.asked.high
      else { return total }
      total = Estimate(low: low, expected: expected, high: high)
    }
    return total
  }
}

extension StageBill {
  /// Whether the expected figures of a tier count a share of what is not known yet.
  func isAssumed(_ tier: TierBill) -> Bool {
    assumption != nil && tier.asked.low != tier.asked.high
  }
}

extension CallUse {
  fileprivate var cells: [Table.Cell] {
    [
      .init(abbreviated(input.expected), isStarred: !input.expected.isZero),
      .init(abbreviated(cachedInput.expected), isStarred: !cachedInput.expected.isZero),
      .init(
        image.map { abbreviated($0.expected) } ?? "–",
        isStarred: image.map { !$0.expected.isZero } ?? false),
      .init(abbreviated(output.expected), isStarred: !output.expected.isZero),
      seconds.map { .init(duration($0.expected), isStarred: !$0.expected.isZero) } ?? "1 day*",
    ]
  }
}
