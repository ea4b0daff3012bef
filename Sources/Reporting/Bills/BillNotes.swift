import Money
import Planning
import Simulation

extension Bill {
  /// What the figures do not say by themselves: on what starred ones rest, and who is not asked.
  func notes(for plan: RoutingPlan, on screen: Screen) -> String {
    let notes =
      assumptionNotes + meteredNotes + usageNotes(for: plan) + stages.flatMap(\.exceptions)
      + scoreless
    return notes.map { wrapped($0, to: screen.width, indent: 2) + "\n" }.joined()
  }

  private var assumptionNotes: [String] {
    stages.compactMap(\.assumption).map { "* \(printable($0.sentence))" }
  }

  /// Costs that nobody declared.
  private var meteredNotes: [String] {
    let names = stages.flatMap { stage in
      stage.tiers.filter { !$0.isDeclared }
        .map { printable($0.atLeast == nil ? stage.name : "\(stage.name).\($0.name)") }
    }
    if names.isEmpty { return [] }
    return ["* \(names.joined(separator: ", ")): no cost is declared; what the meter will say."]
  }

  private var scoreless: [String] {
    withoutScore.map { fault in
      "! \(counted(fault.subjects, "subject")) without a score, asked nothing: "
        + "\(printable(fault.message))."
    }
  }
}

extension StageBill {
  fileprivate var exceptions: [String] {
    let stage = printable(name)
    var notes: [String] = []
    if answered > 0 {
      notes.append("- \(stage): \(counted(answered, "answer")) kept, and not asked for again.")
    }
    if withoutImage > 0 {
      notes.append(
        "- \(stage): \(counted(withoutImage, "subject")) not asked for want of an image.")
    }
    if unfitAnswers > 0 {
      notes.append(
        "! \(stage): \(counted(unfitAnswers, "subject")) not asked, as the column for answers holds "
          + "something that is no JSON object.")
    }
    for fault in faults {
      notes.append(
        "! \(stage): \(counted(fault.subjects, "subject")) not asked, as the condition erred: "
          + "\(printable(fault.message)).")
    }
    return notes
  }
}
