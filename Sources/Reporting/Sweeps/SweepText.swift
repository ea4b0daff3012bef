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
    parts.append(
      table(barCells: max(screen.width - table(barCells: 0).naturalWidth, 10))
        .text(on: screen))
    parts.append(notes(on: screen))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func table(barCells: Int) -> TextTable {
    var table = TextTable([
      .number(sweep.path.split(separator: ".").last.map(String.init) ?? sweep.path),
      .text(""), .number("low"), .number("expected"), .number("high"), .text("", .wrapped),
    ])
    let most = sweep.steps.compactMap { $0.bill?.total.expected }.max() ?? .zero
    for step in sweep.steps {
      guard let bill = step.bill else {
        let why = barCells > 0 ? step.fault ?? "" : ""
        table.add([.init(step.values), .init(mark(step)), "", "", "", .init(why)], .dim)
        continue
      }
      let isStarred = bill.restsOnAssumption && bill.total.low != bill.total.high
      table.add(
        [
          .init(step.values), .init(mark(step)), .init(bill.total.low.formatted()),
          .init(bill.total.expected.formatted(), isStarred: isStarred),
          .init(bill.total.high.formatted()),
          .init(bar(bill.total.expected, of: most, cells: barCells)),
        ], step.isSame(as: fitting) ? .green : isCurrent(step) ? .bold : nil)
    }
    return table
  }

  private func bar(_ amount: USD, of most: USD, cells: Int) -> String {
    guard cells > 0, let percent = try? amount.percent(of: most),
      let hundredths = try? percent.times(100), let count = Int(hundredths.description)
    else { return "" }
    return ScoreChart.bar(count, of: 10_000, cells: cells)
  }

  private func mark(_ step: SweepStep) -> String {
    [isCurrent(step) ? "now" : nil, step.isSame(as: fitting) ? "fits" : nil]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// Whether what stands in the rules is among the values of a step.
  private func isCurrent(_ step: SweepStep) -> Bool {
    guard let current = sweep.current else { return false }
    return step.value == current || ExactDecimal(step.value) == ExactDecimal(current)
  }

  private func notes(on screen: Screen) -> String {
    var notes = sweep.base.stages.compactMap(\.assumption).map { "* \($0.sentence)" }
    if let target, let fitting {
      let cost = fitting.bill?.total.expected.formatted() ?? ""
      notes.append("\(sweep.path) \(fitting.values) fits \(target.formatted()): \(cost).")
    }
    return notes.map { wrapped(printable($0), to: screen.width, indent: 2) + "\n" }.joined()
  }
}

extension SweepStep {
  fileprivate func isSame(as other: SweepStep?) -> Bool {
    other.map { $0.value == value && $0.span == span } ?? false
  }
}
