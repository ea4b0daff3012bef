import Money
import Simulation

/// What a line of a sweep tells. Every output picks its own, in its order.
enum SweepColumn {
  case value, mark, from, to, fault
  case cost(BillColumn.Bound)
  /// The expected cost of one stage.
  case stage(String)
  /// The same for people.
  case shownStage(String)
  /// The expected cost drawn, or why there is none.
  case bar(cells: Int)

  static let costs = BillColumn.Bound.allCases.map(SweepColumn.cost)
}

extension SweepReport {
  func table(showing columns: [SweepColumn]) -> Table {
    var table = Table(columns.map(column))
    for step in sweep.steps {
      let ink: Style.Ink? =
        step.bill == nil
        ? .dim : step.isSame(as: fitting) ? .green : isCurrent(step) ? .bold : nil
      table.add(columns.map { cell($0, of: step) }, ink)
    }
    return table
  }

  private func column(_ column: SweepColumn) -> Table.Column {
    switch column {
    case .value:
      .number(sweep.path.split(separator: ".").last.map(String.init) ?? sweep.path, key: "value")
    case .mark: .text("", name: "which")
    case .from: .data("from")
    case .to: .data("to")
    case .cost(let bound): .number(bound.rawValue, key: bound.rawValue)
    case .stage(let name): .data("\(name)_expected")
    case .shownStage(let name): .number(name, group: "expected cost")
    case .bar: .text("", .wrapped)
    case .fault: .text("fault", .wrapped, key: "fault")
    }
  }

  private func cell(_ column: SweepColumn, of step: SweepStep) -> Table.Cell {
    switch column {
    case .value: .init(step.values, datum: step.value)
    case .mark: .init(mark(step))
    case .from: .data(step.span?.low.map { String($0) })
    case .to: .data(step.span?.high.map { String($0) })
    case .cost(let bound): cost(of: step, bound)
    case .stage(let name):
      .data(step.bill?.stages.first { $0.name == name }?.cost.expected.description)
    case .shownStage(let name):
      step.bill?.stages.first { $0.name == name }.map {
        .init(
          $0.cost.expected.formatted(),
          isStarred: $0.assumption != nil && $0.cost.low != $0.cost.high)
      } ?? .data(nil)
    case .bar(let cells): .init(bar(of: step, cells))
    case .fault: .init(step.fault ?? "", datum: step.fault)
    }
  }

  private func cost(of step: SweepStep, _ bound: BillColumn.Bound) -> Table.Cell {
    guard let bill = step.bill else { return .data(nil) }
    let isStarred =
      bound == .expected && bill.restsOnAssumption && bill.total.low != bill.total.high
    return .init(
      bill.total[bound].formatted(), isStarred: isStarred, datum: bill.total[bound].description)
  }

  private func bar(of step: SweepStep, _ cells: Int) -> String {
    guard cells > 0 else { return "" }
    guard let bill = step.bill else { return step.fault ?? "" }
    let most = sweep.steps.compactMap { $0.bill?.total.expected }.max() ?? .zero
    guard let percent = try? bill.total.expected.percent(of: most),
      let hundredths = try? percent.times(100), let count = Int(hundredths.description)
    else { return "" }
    return ScoreChart.bar(count, of: 10_000, cells: cells)
  }

  func mark(_ step: SweepStep) -> String {
    [isCurrent(step) ? "now" : nil, step.isSame(as: fitting) ? "fits" : nil]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// Whether what stands in the rules is among the values of a step.
  private func isCurrent(_ step: SweepStep) -> Bool {
    guard let current = sweep.current else { return false }
    return step.value == current || ExactDecimal(step.value) == ExactDecimal(current)
  }
}

extension SweepStep {
  fileprivate func isSame(as other: SweepStep?) -> Bool {
    other.map { $0.value == value && $0.span == span } ?? false
  }
}
