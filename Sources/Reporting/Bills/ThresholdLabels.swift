/// The lines of a histogram where tiers begin, and their names above it, one above the other where
/// they would cover each other on a narrow screen.
struct ThresholdLabels {
  struct Mark {
    /// From 0 at the left to 1.
    let x: Double
    let score: String
    let names: String
  }

  private struct Placed {
    let mark: Mark
    let text: String
    /// Counted from the bottom.
    let lane: Int
    let isLeft: Bool
  }

  private let placed: [Placed]
  /// How many labels stand above each other.
  let lanes: Int

  /// Pixels that a narrow screen has, and that a character of a label takes.
  private static let narrow = 330.0
  private static let character = 6.4
  private static let mostLanes = 7

  /// - Parameter marks: From the left.
  init(_ marks: [Mark]) {
    let long = Self.place(marks) { "\($0.score) \(shortened(printable($0.names), to: 34))" }
    // Too many for their names, which stand in the legend too.
    placed = Self.lanes(long) <= Self.mostLanes ? long : Self.place(marks) { $0.score }
    lanes = min(Self.lanes(placed), Self.mostLanes)
  }

  private static func lanes(_ placed: [Placed]) -> Int { (placed.map(\.lane).max() ?? -1) + 1 }

  private static func place(_ marks: [Mark], _ text: (Mark) -> String) -> [Placed] {
    var taken: [[ClosedRange<Double>]] = []
    return marks.map { mark in
      let text = text(mark)
      let size = Double(displayWidth(text)) * character + 8
      let x = mark.x * narrow
      let isLeft = x + size > narrow
      let range = isLeft ? (x - size)...x : x...(x + size)
      let lane = taken.firstIndex { lane in !lane.contains { $0.overlaps(range) } } ?? taken.count
      if lane == taken.count { taken.append([]) }
      taken[lane].append(range)
      return Placed(mark: mark, text: text, lane: lane, isLeft: isLeft)
    }
  }

  /// - Parameters:
  ///   - lane: Pixels from one label to the next.
  ///   - bottom: Where the bars stand.
  func html(lane: Double, bottom: Double) -> [HTML] {
    placed.filter { $0.lane < lanes }.map { label in
      let y = Double(lanes - label.lane) * lane
      return .group([
        .upright("threshold", at: label.mark.x, from: y - lane + 3, to: bottom),
        .words(
          label.text, "mark", x: label.mark.x, y: y - 3, dx: label.isLeft ? -5 : 5,
          anchor: label.isLeft ? "end" : "start"),
      ])
    }
  }
}
