import Money
import Planning

extension DecisionComparison {
  /// The two decisions side by side, and a sentence for each difference.
  package func text(on screen: Screen) -> String {
    let (was, now) = labels
    let who = old.subject.map { "subject \(printable($0))" } ?? "a subject with these facts"
    let heading = screen.style(.bold, "\(printable(was)) → \(printable(now)), \(who)") + "\n"
    var text = heading + "\n" + table(was, now).text(on: screen) + "\n"
    guard !differences.isEmpty else { return text + "Both decide the same.\n" }
    for difference in differences {
      text += "- " + wrapped(printable(difference.sentence), to: screen.width - 2, indent: 2) + "\n"
    }
    return text
  }

  private func table(_ was: String, _ now: String) -> Table {
    var table = Table([.text(""), .text(was, .wrapped), .text(now, .wrapped)])
    for difference in differences where difference.kind == .points {
      table.add([
        .init("points of \(difference.name)"), .init(difference.old ?? "none"),
        .init(difference.new ?? "none"),
      ])
    }
    table.add(["score", .init(old.scoreText), .init(new.scoreText)], .bold)
    var names = old.plan.stages.map(\.name)
    names += new.plan.stages.map(\.name).filter { !names.contains($0) }
    for name in names {
      table.add([
        .init(name), .init(Placing(name, in: old)?.words ?? "no such stage"),
        .init(Placing(name, in: new)?.words ?? "no such stage"),
      ])
    }
    table.addRule()
    table.add(["cost", .init(old.costText), .init(new.costText)], .bold)
    return table
  }
}

extension Explanation {
  fileprivate var scoreText: String {
    switch decision.score {
    case .points(let points): String(points)
    case .failed: "none"
    }
  }

  /// What the stages that are asked cost, and what those that may be asked could add.
  fileprivate var costText: String {
    guard let certain = cost(of: [.asked]), let most = cost(of: [.asked, .unknown]) else {
      return "more than can be counted"
    }
    return certain == most ? "$\(certain)" : "$\(certain) to $\(most)"
  }

  /// US dollars for the stages in these states; nil where the sum does not fit.
  func cost(of states: Set<StageDecision.State>) -> USD? {
    var total = USD.zero
    for (stage, decided) in stages where states.contains(decided.state) {
      guard let tier = stage.tiers.first(where: { $0.index == decided.tier }) else { continue }
      guard let sum = try? total + tier.call.unitCost else { return nil }
      total = sum
    }
    return total
  }
}
