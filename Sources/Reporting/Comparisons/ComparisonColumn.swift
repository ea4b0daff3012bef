import Money
import Simulation

/// What a line of a comparison tells. Every output picks its own, in its order.
enum ComparisonColumn {
  enum Side { case old, new }

  case sign, kind, stage, tier, model, asked(Side), cost(Side), change
  /// Both sides in one cell.
  case bothAsked, bothCosts
  /// The change of the expected cost, beside `bothCosts`.
  case bothChange

  static let text: [ComparisonColumn] = [
    .asked(.old), .asked(.new), .cost(.old), .cost(.new), .change,
  ]
  /// For a comment, which is narrow.
  static let comment: [ComparisonColumn] = [.bothAsked, .bothCosts, .bothChange]
  /// What a spreadsheet gets. The order is a contract.
  static let spreadsheet: [ComparisonColumn] = [
    .stage, .tier, .kind, .asked(.old), .asked(.new), .cost(.old), .cost(.new),
  ]

  var column: Table.Column {
    switch self {
    case .sign: .text("", name: "±")
    case .kind: .data("change")
    case .stage: .text("stage", .shortened, key: "stage")
    case .tier: .text("tier", .shortened, key: "tier")
    case .model: .text("model", .shortened)
    case .asked(.old): .number("old", group: "asked", key: "old_asked_expected")
    case .asked(.new): .number("new", group: "asked", key: "new_asked_expected")
    case .cost(.old): .number("old", group: "expected cost", key: "old_cost_expected")
    case .cost(.new): .number("new", group: "expected cost", key: "new_cost_expected")
    case .change: .number("change", group: "expected cost")
    case .bothAsked: .number("asked")
    case .bothCosts: .number("expected cost")
    case .bothChange: .number("change")
    }
  }
}

/// One line of a comparison, old and new.
struct ComparisonLine {
  var kind: ChangeKind?
  var stage: Table.Cell = ""
  var tier: Table.Cell = ""
  var model: Table.Cell = ""
  var asked = Versions<Estimate<ExactDecimal>?>(old: nil, new: nil)
  var cost: Versions<Estimate<USD>?>
  /// Whether expected figures count a share of what is not known yet.
  var restsOnAssumption: Bool
  /// Whether the cost is what the meter is expected to say.
  var isMetered: Versions<Bool>

  func cell(_ column: ComparisonColumn) -> Table.Cell {
    switch column {
    case .sign: .init(kind?.sign ?? "")
    case .kind: .data(kind?.rawValue)
    case .stage: stage
    case .tier: tier
    case .model: model
    case .asked(.old): count(asked.old)
    case .asked(.new): count(asked.new)
    case .cost(.old): oldCost
    case .cost(.new): newCost
    case .change, .bothChange: change
    case .bothAsked: both(count(asked.old), count(asked.new))
    case .bothCosts: both(oldCost, newCost)
    }
  }

  private func count(_ estimate: Estimate<ExactDecimal>?) -> Table.Cell {
    guard let estimate else { return .data(nil) }
    return .init(
      counted(estimate.expected),
      isStarred: restsOnAssumption && estimate.low != estimate.high,
      datum: estimate.expected.description)
  }

  private var oldCost: Table.Cell { amount(cost.old, isMetered: isMetered.old) }
  private var newCost: Table.Cell { amount(cost.new, isMetered: isMetered.new) }

  private func amount(_ estimate: Estimate<USD>?, isMetered: Bool) -> Table.Cell {
    guard let estimate else { return .data(nil) }
    return .init(
      estimate.expected.formatted(), isStarred: isMetered || isAssumed(estimate),
      datum: estimate.expected.description)
  }

  private var change: Table.Cell {
    let change = try? (cost.new?.expected ?? .zero) - (cost.old?.expected ?? .zero)
    return .init(
      change?.signed() ?? "", isStarred: oldCost.isStarred || newCost.isStarred)
  }

  private func isAssumed(_ estimate: Estimate<USD>?) -> Bool {
    restsOnAssumption && estimate.map { $0.low != $0.high } ?? false
  }

  /// `1,560 → 1,430.6*`; a total, which counts nothing, has neither.
  private func both(_ old: Table.Cell, _ new: Table.Cell) -> Table.Cell {
    if old.text.isEmpty, new.text.isEmpty { return "" }
    let texts = [old, new].map { $0.text.isEmpty ? "–" : $0.text + ($0.isStarred ? "*" : "") }
    return .init(texts.joined(separator: " → "))
  }
}
