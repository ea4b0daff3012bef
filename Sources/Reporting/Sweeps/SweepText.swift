import Money
import Planning
import Simulation

extension SweepReport {
  /// The sweep for a person: a line and a bar for each value, and what fits.
  package func text(on screen: Screen) -> String {
    let title =
      "\(printable(plan.label)), \(counted(sweep.base.subjects, "subject")), along "
      + printable(sweep.path)
    var parts = [screen.style(.bold, wrapped(title, to: screen.width, indent: 2)) + "\n"]
    let columns: [SweepColumn] = [.value, .mark] + SweepColumn.costs
    let narrow = table(showing: columns + [.bar(cells: 0)]).naturalWidth
    parts.append(
      table(showing: columns + [.bar(cells: max(screen.width - narrow, 10))]).text(on: screen))
    parts.append(notes.text(on: screen))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// On what starred figures rest, and what fits.
  var notes: [Note] {
    var notes = sweep.base.assumptionNotes
    if fitting != nil { notes.append(Note(.plain, fit)) }
    return notes
  }

  /// Which value fits the target; empty where nobody asks or none does.
  var fit: String {
    guard let target, let fitting else { return "" }
    let cost = fitting.bill?.total.expected.formatted() ?? ""
    return "\(sweep.path) \(fitting.values) fits \(target.formatted()): \(cost)."
  }
}
