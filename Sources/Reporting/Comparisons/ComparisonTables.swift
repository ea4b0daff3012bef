import Diagnostics
import Money
import Planning
import Rules
import Simulation

extension ComparisonReport {
  /// The stages and tiers that differ, and the total below them.
  func stageTable(showing columns: [ComparisonColumn]) -> Table {
    var table = Table(columns.map(\.column))
    for stage in comparison.stages {
      table.add(columns.map(stage.line.cell), stage.kind.ink)
      // A stage with one call has one tier of its name, which would say the same again.
      for tier in stage.tiers where tier.old?.atLeast != nil || tier.new?.atLeast != nil {
        table.add(columns.map(stage.line(of: tier).cell))
      }
    }
    table.addRule()
    let total = ComparisonLine(
      stage: "total", cost: Versions(old: comparison.old.total, new: comparison.new.total),
      restsOnAssumption: !assumptions.isEmpty, isMetered: isMetered)
    table.add(columns.map(total.cell), .bold)
    return table
  }

  /// A line for each stage and tier that differs, with plain figures in US dollars.
  package var csv: String {
    let columns = ComparisonColumn.spreadsheet
    var table = Table(columns.map(\.column))
    for stage in comparison.stages {
      for tier in stage.tiers { table.add(columns.map(stage.line(of: tier).cell)) }
    }
    return table.csv
  }

  func modelTable(showing figures: [ComparisonColumn]) -> Table {
    let columns = [.model] + figures
    var table = Table(columns.map(\.column))
    for model in comparison.models {
      let line = ComparisonLine(
        model: .init(model.model), asked: Versions(old: model.asked.old, new: model.asked.new),
        cost: Versions(old: model.cost.old, new: model.cost.new),
        restsOnAssumption: !assumptions.isEmpty,
        isMetered: comparison.bills.map { $0.hasMeteredCosts(of: model.model) })
      table.add(columns.map(line.cell))
    }
    return table
  }

  /// From where to where, and what that costs.
  func moveTable(of stage: StageComparison) -> Table {
    var table = Table([
      .text("moves in \(stage.name)", .wrapped), .number("subjects"),
      .number("low", group: "change of cost"), .number("expected", group: "change of cost"),
      .number("high", group: "change of cost"),
    ])
    for move in stage.moves {
      table.add([
        .init(Place.words(from: move.from, to: move.to, in: stage.name)),
        .init(counted(move.subjects)),
        .init(
          move.cost.low.signed(), isStarred: stage.hasMeteredCosts && !move.cost.low.isZero),
        .init(move.cost.expected.signed(), isStarred: stage.isStarred),
        .init(
          move.cost.high.signed(), isStarred: stage.hasMeteredCosts && !move.cost.high.isZero),
      ])
    }
    return table
  }

  /// The groups that are affected the most; nil where none are, or none are told.
  var groupTable: Table? {
    guard case .found(let groups, let count) = groups, !groups.isEmpty else { return nil }
    let group = plans.new.subjects.group?.value ?? "group"
    let title =
      "groups by \(group)"
      + (groups.count < count ? ", \(groups.count) of \(counted(count))" : "")
    var table = Table([.text(title, .shortened), .number("moved"), .number("expected cost")])
    for change in groups {
      table.add([
        .init(change.group), .init(counted(change.subjects)),
        .init(change.cost.signed(), isStarred: isStarred),
      ])
    }
    return table
  }

  /// What becomes of answers that are kept, what is left out, and on what starred figures rest.
  var notes: [Note] {
    var notes = comparison.stages.compactMap { stage in
      stage.answers.map {
        Note(.item, "\(stage.name): of the answers that are kept, \($0.sentence).")
      }
    }
    if case .leftOut(let why) = groups, !comparison.stages.isEmpty {
      notes.append(Note(.item, "\(why)."))
    }
    if comparison.stages.isEmpty { return notes }
    return notes + assumptions.map { Note(.star, $0.sentence) } + meterNotes
  }

  /// On what metered costs rest; whose, where that is not the same in both.
  private var meterNotes: [Note] {
    let old = comparison.old.meterNotes(for: plans.old)
    let new = comparison.new.meterNotes(for: plans.new)
    func own(_ notes: [Note], not others: [Note], _ side: String) -> [Note] {
      notes.filter { !others.contains($0) }.map { Note($0.mark, "\(side): \($0.text)") }
    }
    return new.filter { old.contains($0) } + own(new, not: old, "new") + own(old, not: new, "old")
  }

  var isMetered: Versions<Bool> { comparison.bills.map(\.hasMeteredCosts) }

  /// Whether expected figures of the whole rest on more than is declared and known.
  var isStarred: Bool { !assumptions.isEmpty || isMetered.old || isMetered.new }
}

extension Comparison {
  fileprivate var bills: Versions<Bill> { Versions(old: old, new: new) }
}

extension Bill {
  fileprivate func hasMeteredCosts(of model: String) -> Bool {
    stages.contains { $0.tiers.contains { $0.model == model && !$0.isDeclared } }
  }
}

extension StageComparison {
  /// Whether expected figures of the stage count a share of what is not known yet.
  var restsOnAssumption: Bool { old?.assumption != nil || new?.assumption != nil }

  private var isMetered: Versions<Bool> {
    Versions(old: old?.hasMeteredCosts ?? false, new: new?.hasMeteredCosts ?? false)
  }

  /// Whether a cost of the stage, old or new, is what the meter is expected to say.
  var hasMeteredCosts: Bool { isMetered.old || isMetered.new }

  /// Whether changes of the expected cost rest on more than is declared and known.
  var isStarred: Bool { restsOnAssumption || hasMeteredCosts }

  var line: ComparisonLine {
    ComparisonLine(
      kind: kind, stage: .init(name), asked: Versions(old: old?.asked, new: new?.asked),
      cost: Versions(old: old?.cost, new: new?.cost), restsOnAssumption: restsOnAssumption,
      isMetered: isMetered)
  }

  func line(of tier: TierComparison) -> ComparisonLine {
    ComparisonLine(
      kind: tier.kind, stage: .init("", datum: name), tier: .init(tier.name),
      asked: Versions(old: tier.old?.asked, new: tier.new?.asked),
      cost: Versions(old: tier.old?.cost, new: tier.new?.cost),
      restsOnAssumption: restsOnAssumption,
      isMetered: Versions(
        old: tier.old.map { !$0.isDeclared } ?? false, new: tier.new.map { !$0.isDeclared } ?? false
      ))
  }
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
