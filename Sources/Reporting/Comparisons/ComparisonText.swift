import Diagnostics
import Money
import Planning
import Rules
import Simulation

extension ComparisonReport {
  /// The comparison for a person: what changed in the rules, what that does to stages, tiers and
  /// models, who moves, and in the last line what it costs. Nothing is said of what did not change.
  package func text(on screen: Screen) -> String {
    let title = "\(printable(names.old)) → \(printable(names.new)), \(subjectsText)"
    var parts = [screen.style(.bold, wrapped(title, to: screen.width, indent: 2)) + "\n"]
    if isUnchanged { parts.append("Nothing changes.\n") }
    parts += [rulesText(on: screen)]
    if !comparison.stages.isEmpty { parts.append(stageTable.text(on: screen)) }
    parts += comparison.stages.filter { !$0.moves.isEmpty }.map { moves(of: $0, on: screen) }
    if !comparison.models.isEmpty { parts.append(modelTable.text(on: screen)) }
    parts += [groupsText(on: screen), notes(on: screen)]
    let ink: Style.Ink? =
      comparison.change.expected.isZero
      ? .bold : comparison.change.expected.isNegative ? .green : .yellow
    parts.append(screen.style(ink, summary) + "\n")
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func rulesText(on screen: Screen) -> String {
    let rules = comparison.rules
    guard !rules.isEmpty else { return "" }
    var text = screen.style(.bold, "what changed")
    if !rules.sections.isEmpty { text += " in " + listed(rules.sections) }
    text += "\n"
    for change in rules.changes {
      let line = "\(printable(change.path)) \(printable(change.words))"
      text += "  " + wrapped(line, to: screen.width - 2, indent: 4) + "\n"
    }
    return text
  }

  // MARK: Stages

  private var stageTable: TextTable {
    var table = TextTable([
      .text(""), .text("stage", .shortened), .text("tier", .shortened),
      .number("old", group: "asked"), .number("new", group: "asked"),
      .number("old", group: "expected cost"), .number("new", group: "expected cost"),
      .number("change", group: "expected cost"),
    ])
    for stage in comparison.stages {
      let figures = Figures(
        asked: Versions(old: stage.old?.asked, new: stage.new?.asked),
        cost: Versions(old: stage.old?.cost, new: stage.new?.cost))
      table.add(
        [.init(stage.kind.sign), .init(stage.name), ""] + figures.cells(of: stage), stage.kind.ink)
      // A stage with one call has one tier of its name, which would say the same again.
      for tier in stage.tiers where tier.old?.atLeast != nil || tier.new?.atLeast != nil {
        let figures = Figures(
          asked: Versions(old: tier.old?.asked, new: tier.new?.asked),
          cost: Versions(old: tier.old?.cost, new: tier.new?.cost))
        table.add([.init(tier.kind.sign), "", .init(tier.name)] + figures.cells(of: stage))
      }
    }
    table.addRule()
    let total = Figures(
      asked: Versions(old: nil, new: nil),
      cost: Versions(old: comparison.old.total, new: comparison.new.total))
    let isStarred = !assumptions.isEmpty
    table.add(["", "total", "", "", ""] + total.costs(isStarred: isStarred), .bold)
    return table
  }

  private func moves(of stage: StageComparison, on screen: Screen) -> String {
    var table = TextTable([
      .text("moves in \(stage.name)", .wrapped), .number("subjects"),
      .number("low", group: "change of cost"), .number("expected", group: "change of cost"),
      .number("high", group: "change of cost"),
    ])
    for move in stage.moves {
      table.add([
        .init(Place.words(from: move.from, to: move.to, in: stage.name)),
        .init(counted(move.subjects)),
        .init(move.cost.low.signed()),
        .init(move.cost.expected.signed(), isStarred: stage.restsOnAssumption),
        .init(move.cost.high.signed()),
      ])
    }
    return table.text(on: screen)
  }

  private var modelTable: TextTable {
    var table = TextTable([
      .text("model", .shortened), .number("old", group: "asked"), .number("new", group: "asked"),
      .number("old", group: "expected cost"), .number("new", group: "expected cost"),
      .number("change", group: "expected cost"),
    ])
    for model in comparison.models {
      let figures = Figures(
        asked: Versions(old: model.asked.old, new: model.asked.new),
        cost: Versions(old: model.cost.old, new: model.cost.new))
      let isStarred = !assumptions.isEmpty
      table.add(
        [.init(model.model)] + figures.askedCells(isStarred: isStarred)
          + figures.costs(isStarred: isStarred))
    }
    return table
  }

  // MARK: Groups and notes

  private func groupsText(on screen: Screen) -> String {
    guard case .found(let groups, let count) = groups, !groups.isEmpty else { return "" }
    let group = plans.new.subjects.group?.value ?? "group"
    let title =
      "groups by \(group)"
      + (groups.count < count ? ", \(groups.count) of \(counted(count))" : "")
    var table = TextTable([
      .text(title, .shortened), .number("moved"), .number("expected cost"),
    ])
    for change in groups {
      table.add([
        .init(change.group), .init(counted(change.subjects)),
        .init(change.cost.signed(), isStarred: !assumptions.isEmpty),
      ])
    }
    return table.text(on: screen)
  }

  private func notes(on screen: Screen) -> String {
    var notes = comparison.stages.compactMap { stage in
      stage.answers.map { "- \(stage.name): of the answers that are kept, \($0.sentence)." }
    }
    if case .leftOut(let why) = groups, !comparison.stages.isEmpty { notes.append("- \(why).") }
    if !comparison.stages.isEmpty { notes += assumptions.map { "* \($0.sentence)" } }
    return notes.map { wrapped(printable($0), to: screen.width, indent: 2) + "\n" }.joined()
  }
}

/// The figures of one line, old and new.
private struct Figures {
  let asked: Versions<Estimate<ExactDecimal>?>
  let cost: Versions<Estimate<USD>?>

  func cells(of stage: StageComparison) -> [TextTable.Cell] {
    askedCells(isStarred: stage.restsOnAssumption) + costs(isStarred: stage.restsOnAssumption)
  }

  func askedCells(isStarred: Bool) -> [TextTable.Cell] {
    [asked.old, asked.new].map { estimate in
      guard let estimate else { return "" }
      return .init(
        counted(estimate.expected), isStarred: isStarred && estimate.low != estimate.high)
    }
  }

  func costs(isStarred: Bool) -> [TextTable.Cell] {
    func isAssumed(_ estimate: Estimate<USD>?) -> Bool {
      isStarred && estimate.map { $0.low != $0.high } ?? false
    }
    let amounts = [cost.old, cost.new].map { estimate -> TextTable.Cell in
      guard let estimate else { return "" }
      return .init(estimate.expected.formatted(), isStarred: isAssumed(estimate))
    }
    let change = try? (cost.new?.expected ?? .zero) - (cost.old?.expected ?? .zero)
    return amounts + [
      .init(
        change?.signed() ?? "", isStarred: isAssumed(cost.old) || isAssumed(cost.new))
    ]
  }
}

extension StageComparison {
  /// Whether expected figures of the stage count a share of what is not known yet.
  var restsOnAssumption: Bool { old?.assumption != nil || new?.assumption != nil }
}

extension ChangeKind {
  /// As a difference of files has it.
  var sign: String {
    switch self {
    case .added: "+"
    case .removed: "-"
    case .changed: "~"
    }
  }

  fileprivate var ink: Style.Ink? {
    switch self {
    case .added: .green
    case .removed: .red
    case .changed: nil
    }
  }
}

extension RuleChange {
  /// `30 → 25`; texts of several lines or too long to compare at a glance are only named.
  var words: String {
    let long = 200
    switch (old, new) {
    case (nil, let new?): return new.count > long ? "is new" : "is new: \(new)"
    case (let old?, nil): return old.count > long ? "is gone" : "is gone: \(old)"
    case (let old?, let new?):
      return old.count + new.count > long ? "has changed" : "\(old) → \(new)"
    case (nil, nil): return "has changed"
    }
  }
}
