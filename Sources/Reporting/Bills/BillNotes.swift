import Money
import Planning
import Simulation

extension Bill {
  /// What the figures do not say by themselves: on what starred ones rest, and who is not asked.
  func notes(for plan: RoutingPlan) -> [Note] {
    assumptionNotes + meteredNotes + usageNotes(for: plan) + stages.flatMap(\.exceptions)
      + scoreless
  }

  /// On what costs rest that nobody declared.
  func meterNotes(for plan: RoutingPlan) -> [Note] {
    hasMeteredCosts ? meteredNotes + measureNotes(for: plan) : []
  }

  var assumptionNotes: [Note] {
    stages.compactMap(\.assumption).map { Note(.star, $0.sentence) }
  }

  /// Costs that nobody declared.
  private var meteredNotes: [Note] {
    let names = stages.flatMap { stage in
      stage.tiers.filter { !$0.isDeclared }
        .map { printable($0.atLeast == nil ? stage.name : "\(stage.name).\($0.name)") }
    }
    if names.isEmpty { return [] }
    let all = names.joined(separator: ", ")
    return [Note(.star, "\(all): no cost is declared; what the meter will say.")]
  }

  private var scoreless: [Note] {
    withoutScore.map { fault in
      Note(
        .alert,
        "\(counted(fault.subjects, "subject")) without a score, asked nothing: \(fault.message).")
    }
  }
}

extension StageBill {
  fileprivate var exceptions: [Note] {
    let stage = name
    var notes: [Note] = []
    if answered > 0 {
      notes.append(
        Note(.item, "\(stage): \(counted(answered, "answer")) kept, and not asked for again."))
    }
    if withoutImage > 0 {
      notes.append(
        Note(
          .item, "\(stage): \(counted(withoutImage, "subject")) not asked for want of an image."))
    }
    if unfitAnswers > 0 {
      notes.append(
        Note(
          .alert,
          "\(stage): \(counted(unfitAnswers, "subject")) not asked, as the column for answers holds "
            + "something that is no JSON object."))
    }
    for fault in faults {
      notes.append(
        Note(
          .alert,
          "\(stage): \(counted(fault.subjects, "subject")) not asked, as the condition erred: "
            + "\(fault.message)."))
    }
    return notes
  }
}
