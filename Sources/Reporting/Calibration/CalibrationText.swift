import Money
import Runs
import Simulation

extension Calibration {
  /// The comparison for a person, with the patch below it.
  package func text(on screen: Screen) -> String {
    let title = screen.style(
      .bold, "\(printable(ruleset))@\(version) against run \(printable(run.id))")
    let parts = [
      title + "\n", costs.text(on: screen),
      tiers.contains { $0.calls > 0 } ? spread.text(on: screen) : "",
      shares.isEmpty ? "" : shareTable.text(on: screen), notes(on: screen), patch.unified,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var costs: Table {
    var table = Table([
      .text("a call"), .number("calls"), .number("declared"), .number("estimated"),
      .number("billed"), .number("declared", group: "against"),
      .number("estimated", group: "against"),
    ])
    for tier in tiers {
      table.add([
        .init(tier.name), .init(counted(tier.calls)), .init(tier.declared?.formatted() ?? "–"),
        .init(short(tier.estimated), isStarred: tier.estimated != nil), .init(short(tier.mean)),
        .init(change(tier.mean, from: tier.declared)),
        .init(change(tier.mean, from: tier.estimated)),
      ])
    }
    return table
  }

  private var spread: Table {
    var table = Table([
      .text("billed"), .number("least"), .number("median"), .number("most"), .number("in all"),
      .number("to declare"),
    ])
    for tier in tiers where tier.calls > 0 {
      table.add([
        .init(tier.name), .init(short(tier.least)), .init(short(tier.median)),
        .init(short(tier.most)), .init(tier.total.brief()),
        .init(tier.offered?.formatted() ?? ""),
      ])
    }
    return table
  }

  private var shareTable: Table {
    var table = Table([
      .text("share that passes"), .number("assumed"), .number("measured"), .number("answers"),
      .number("to assume"),
    ])
    for share in shares {
      table.add([
        .init(share.stage), .init(share.assumed?.description ?? "–"),
        .init(share.measured.share.description),
        .init(share.measured.answersMeasured.map { counted($0) } ?? ""),
        .init(share.offered?.description ?? ""),
      ])
    }
    return table
  }

  private func notes(on screen: Screen) -> String {
    var notes: [String] = []
    if !isSameDigest {
      notes.append(
        "! The run was one of \(printable(run.ruleSet))@\(run.version) as it was then; these rules "
          + "differ from it. Tiers are compared by name and model.")
    }
    let unmetered = tiers.filter { $0.calls > $0.metered }.map { printable($0.name) }
    if !unmetered.isEmpty {
      notes.append(
        "- \(unmetered.joined(separator: ", ")): billed as declared, as there was no meter: nothing "
          + "to learn from.")
    }
    let few = tiers.filter {
      $0.declared != nil && $0.metered > 0 && $0.metered < CalibratedTier.callsToOffer
    }
    if !few.isEmpty {
      notes.append(
        "- \(few.map { printable($0.name) }.joined(separator: ", ")): fewer than "
          + "\(CalibratedTier.callsToOffer) calls, too few to offer another figure.")
    }
    if tiers.contains(where: { $0.estimated != nil }) {
      notes.append(
        "* estimated: four bytes of text are one token, answers by their schema, images by their "
          + "rule; as before any call was measured.")
    }
    if !patch.isEmpty {
      notes.append(
        "Declared costs and assumed shares belong to a version: count 'version' up where this one "
          + "is published. --write puts the figures into \(printable(patch.path)).")
    }
    return notes.map { wrapped($0, to: screen.width, indent: 2) + "\n" }.joined()
  }

  private func short(_ amount: USD?) -> String { amount?.brief(digits: 3) ?? "–" }

  private func change(_ mean: USD?, from base: USD?) -> String {
    guard let mean, let base, let difference = try? mean - base else { return "" }
    return signedPercent((try? difference.percent(of: base)) ?? nil)
  }
}

extension Assumption {
  /// The answers that a measured share was measured over.
  var answersMeasured: Int? {
    if case .measured(let answers) = source { answers } else { nil }
  }
}
