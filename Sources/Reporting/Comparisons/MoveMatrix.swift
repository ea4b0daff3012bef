import Money
import Planning
import Simulation

/// The moves of a stage as a matrix: from where down, to where across, the warmer the dearer.
struct MoveMatrix {
  private let stage: StageComparison
  private let from: [Place]
  private let to: [Place]

  /// Nil where it would be wider than anybody can read, or shows no more than one cell.
  init?(_ stage: StageComparison, _ plans: Versions<RoutingPlan>) {
    self.stage = stage
    from = Self.ordered(stage.moves.map(\.from), by: plans.old.stage(named: stage.name))
    to = Self.ordered(stage.moves.map(\.to), by: plans.new.stage(named: stage.name))
    guard stage.moves.count > 1, from.count <= 40, to.count <= 16 else { return nil }
  }

  /// Each place once: tiers as the plan has them, then those who are asked nothing.
  private static func ordered(_ places: [Place], by stage: Stage?) -> [Place] {
    let tiers = stage?.tiers.map(\.name) ?? []
    func rank(_ place: Place) -> Int {
      let tier = place.tier.flatMap(tiers.firstIndex) ?? tiers.count
      switch place {
      case .asked: return tier * 2
      case .perhaps: return tier * 2 + 1
      case .answered: return tiers.count * 2 + 2
      case .notAsked: return tiers.count * 2 + 3
      case .leftOut: return tiers.count * 2 + 4
      case .noStage: return tiers.count * 2 + 5
      }
    }
    return Array(Set(places)).sorted { rank($0) < rank($1) }
  }

  var html: HTML {
    let head = HTML.tag(
      .tr, nil, [:],
      [.tag(.td, nil, .tag(.small, nil, "from ↓ to →"))]
        + to.map { .tag(.th, nil, [.scope: "col"], [.name(label($0, among: to))]) })
    let rows = from.map { place in
      HTML.tag(
        .tr, nil, [:],
        [.tag(.th, nil, [.scope: "row"], [.name(label(place, among: from))])]
          + to.map { cell(from: place, to: $0) })
    }
    let caption = "Moves in \(cut(stage.name, to: 60)), from row to column"
    return .tag(
      .div, "scroll heat", [.role: "region", .tabindex: "0", .ariaLabel: caption],
      [
        .tag(
          .table, nil, .tag(.caption, nil, .text(caption)), .tag(.thead, nil, head),
          .tag(.tbody, nil, [:], rows))
      ])
  }

  private func label(_ place: Place, among places: [Place]) -> String {
    let words = place.words(in: stage.name)
    let isTold = places.contains { $0 != place && $0.tier != nil && $0.tier == place.tier }
    return isTold ? "\(words), \(place.certainty)" : words
  }

  private func cell(from: Place, to: Place) -> HTML {
    guard let move = stage.moves.first(where: { $0.from == from && $0.to == to }) else {
      return .tag(.td, nil)
    }
    let isStarred = stage.isStarred && !move.cost.expected.isZero
    return .tag(
      .td, heat(of: move), .tag(.strong, nil, .text(counted(move.subjects))),
      .tag(.small, nil, .figure(move.cost.expected.signed(), isStarred: isStarred)))
  }

  /// One of four warm or cold colours. The sign of the cost says the same.
  private func heat(of move: Move) -> String {
    let cost = move.cost.expected
    guard !cost.isZero else { return "same" }
    let most = stage.moves.map { USD($0.cost.expected.decimal.magnitude) }.max() ?? .zero
    let part = part(USD(cost.decimal.magnitude), of: most)
    let level = min(Int(part * 4) + 1, 4)
    return (cost.isNegative ? "down" : "up") + String(level)
  }
}
