import Money
import Planning
import Simulation

/// What a line of a bill tells of one tier. Every output picks its own, in its order.
enum BillColumn {
  case ruleset, version, stage, tier, score, model, provider, atLeast, subjects, unitCost
  case asked(Bound), cost(Bound)
  case share, shareSource

  /// Which figure of an estimate.
  enum Bound: String, CaseIterable { case low, expected, high }

  private static let asked = Bound.allCases.map(BillColumn.asked)
  private static let costs = Bound.allCases.map(BillColumn.cost)

  /// The half of a bill that counts calls.
  static let calls: [BillColumn] = [.stage, .tier, .score, .subjects] + asked
  /// The half that prices them.
  static let prices: [BillColumn] = [.stage, .tier, .score, .model, .unitCost] + costs
  static let whole: [BillColumn] = calls + [.model, .unitCost] + costs
  /// What a spreadsheet gets. The order is a contract.
  static let spreadsheet: [BillColumn] =
    [.ruleset, .version, .stage, .tier, .model, .provider, .atLeast, .subjects] + asked
    + [.unitCost] + costs + [.share, .shareSource]

  var column: Table.Column {
    switch self {
    case .ruleset: .data("ruleset")
    case .version: .data("version")
    case .stage: .text("stage", key: "stage")
    case .tier: .text("tier", key: "tier")
    case .score: .number("score")
    case .model: .text("model", .shortened, key: "model")
    case .provider: .data("provider")
    case .atLeast: .data("at_least")
    case .subjects: .number("subjects", key: "subjects")
    case .unitCost: .number("a call", key: "unit_cost")
    case .asked(let bound):
      .number(bound.rawValue, group: "asked", key: "asked_\(bound.rawValue)")
    case .cost(let bound): .number(bound.rawValue, group: "cost", key: "cost_\(bound.rawValue)")
    case .share: .data("assumed_share")
    case .shareSource: .data("share_source")
    }
  }
}

extension Estimate {
  subscript(_ bound: BillColumn.Bound) -> Figure {
    switch bound {
    case .low: low
    case .expected: expected
    case .high: high
    }
  }
}
