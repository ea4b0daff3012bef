import Money
import Planning
import Simulation

/// The histogram of scores for a page: a bar for each score or each few, coloured by what is asked of
/// them, with a line where a tier begins.
struct ScoreHistogram {
  private let axis: ScoreAxis
  private let thresholds: [ScoreThreshold]
  private let cuts: [Int64]
  private let bands: [ScoreBand]

  init(_ bill: Bill, _ plan: RoutingPlan) {
    thresholds = ScoreThreshold.all(of: plan)
    bands = ScoreBand.all(of: plan, thresholds, bill.scores)
    cuts = bands.compactMap(\.scores.low).sorted()
    axis = ScoreAxis(bill.scores, cuts: cuts)
  }

  private static let barHeight = 190.0
  private static let lane = 15.0

  var drawing: HTML {
    let labels = ThresholdLabels(marks)
    let top = Double(labels.lanes) * Self.lane + 8
    let bottom = top + Self.barHeight
    let most = axis.places.map(\.subjects).max() ?? 0
    let grid = gridLines(most, top, bottom)
    let parts: [HTML] =
      [
        .tag(.title, nil, [.id: "scores-title"], ["How many subjects have which score"]),
        .tag(.desc, nil, [.id: "scores-text"], [.text(description)]),
      ] + grid.map { .line("grid", from: 0, to: 1, y: $0.y) } + bars(most, top, bottom)
      + [.line("axis", from: 0, to: 1, y: bottom)] + ticks(bottom)
      + labels.html(lane: Self.lane, bottom: bottom)
      + grid.map { .words(counted($0.count), x: 1, y: $0.y - 3, anchor: "end") }
    return .tag(
      .svg, "histogram",
      [
        .role: "img", .ariaLabelledBy: "scores-title scores-text", .width: "100%",
        .height: String(Int(bottom + 22)),
      ], parts)
  }

  private var description: String {
    let parts = bands.filter { $0.subjects > 0 }.map {
      "\($0.scores): \(counted($0.subjects, "subject"))"
    }
    return "Scores by what is asked of them. " + parts.joined(separator: "; ") + "."
  }

  private var width: Double { 1 / Double(max(axis.places.count, 1)) }

  /// Of few bars none is as broad as a wall.
  private var barWidth: Double { min(width * 0.86, 0.08) }

  private func barStart(_ index: Int) -> Double {
    Double(index) * width + (width - barWidth) / 2
  }

  private func bars(_ most: Int, _ top: Double, _ bottom: Double) -> [HTML] {
    axis.places.enumerated().compactMap { index, place in
      let left = barStart(index)
      switch place {
      case .scores(_, let subjects):
        let part = most > 0 ? Double(subjects) / Double(most) : 0
        let height = max(part * (bottom - top), 1.5)
        return .box(
          bandKind(axis.segments[index]), from: left, to: left + barWidth,
          y: bottom - height, height: height)
      case .skipped:
        return .line("skip", from: left, to: left + barWidth, y: bottom - 5)
      case .empty: return nil
      }
    }
  }

  /// The colour of the band whose scores have reached so many cuts.
  private func bandKind(_ segment: Int) -> String {
    let band = bands.first {
      cuts.firstIndex(of: $0.scores.low ?? .min).map { $0 + 1 } ?? 0 == segment
    }
    return band?.kind ?? "s0"
  }

  /// Round counts, and where they are.
  private func gridLines(
    _ most: Int, _ top: Double, _ bottom: Double
  ) -> [(count: Int, y: Double)] {
    let step = bucketSteps.first { Int64(most) / $0 < 5 } ?? 1
    return (1..<5).compactMap { number in
      guard let step = Int(exactly: step), case let count = step * number, count <= most else {
        return nil
      }
      return (count, bottom - Double(count) / Double(most) * (bottom - top))
    }
  }

  /// The first scores of some places, as many as a narrow screen has room for.
  private func ticks(_ bottom: Double) -> [HTML] {
    let firsts = axis.places.map(\.first)
    let isSingle = axis.places.allSatisfy(\.isSingle)
    let widest = firsts.compactMap { $0 }.map { String($0).count }.max() ?? 1
    let most = max(300 / (widest * 7 + 14), 1)
    let step = tickStep(firsts, atMost: most)
    let every = max((firsts.count + most - 1) / most, 1)
    return firsts.enumerated().compactMap { index, first in
      guard let first, step.map({ first.isMultiple(of: $0) }) ?? index.isMultiple(of: every) else {
        return nil
      }
      let x = barStart(index) + (isSingle ? barWidth / 2 : 0)
      return .words(String(first), x: x, y: bottom + 15, anchor: isSingle ? "middle" : "start")
    }
  }

  /// The step of round scores, of which there are not too many; nil where scores are skipped.
  private func tickStep(_ firsts: [Int64?], atMost most: Int) -> Int64? {
    guard !firsts.contains(nil) else { return nil }
    let fitting = bucketSteps.first { step in
      firsts.count { $0?.isMultiple(of: step) ?? false } <= most
    }
    return fitting.flatMap { step in
      firsts.contains { $0?.isMultiple(of: step) ?? false } ? step : nil
    }
  }

  /// Where tiers begin, from the left.
  private var marks: [ThresholdLabels.Mark] {
    zip(cuts, axis.cutPlaces).compactMap { cut, place in
      let begun = thresholds.filter { $0.score == cut }
      guard !begun.isEmpty else { return nil }
      let names = begun.map { "\($0.stage).\($0.tier)" }.joined(separator: ", ")
      return .init(x: Double(place) * width, score: String(cut), names: names)
    }
  }

  /// What is asked of which scores, and how many have them.
  var legend: HTML {
    let all = max(bands.reduce(0) { $0 + $1.subjects }, 1)
    let rows = bands.map { band in
      HTML.tag(
        .tr, nil,
        .tag(.th, nil, [.scope: "row"], [.swatch(band.kind), .text("\(band.scores)")]),
        .tag(.td, "words", .text(band.asks)), .tag(.td, "n", .text(counted(band.subjects))),
        .tag(.td, "n", .text(tenths(Double(band.subjects) / Double(all) * 100) + "%")))
    }
    let titles = [("score", nil), ("is asked", nil), ("subjects", "n"), ("share", "n")]
      .map { HTML.tag(.th, $0.1, [.scope: "col"], [.text($0.0)]) }
    let caption = "What is asked of which scores"
    return .tag(
      .div, "scroll legend", [.role: "region", .tabindex: "0", .ariaLabel: caption],
      [
        .tag(
          .table, nil, .tag(.caption, nil, .text(caption)),
          .tag(.thead, nil, .tag(.tr, nil, [:], titles)), .tag(.tbody, nil, [:], rows))
      ])
  }

  /// The same figures as a table.
  var table: Table {
    var table = Table([.text("score"), .number("subjects")])
    for place in axis.places {
      guard case .scores(let scores, let subjects) = place else { continue }
      table.add([.init(scores.words), .init(counted(subjects))])
    }
    return table
  }
}

extension Bill {
  /// How the scores are distributed; nil without any.
  func scoreSection(for plan: RoutingPlan) -> HTML? {
    guard !scores.isEmpty else { return nil }
    let histogram = ScoreHistogram(self, plan)
    return Page.section(
      "Scores, and what they are asked",
      [
        .tag(.figure, nil, histogram.drawing), histogram.legend,
        .tag(
          .details, nil, .tag(.summary, nil, "The figures"),
          histogram.table.html("How many subjects have which score")),
      ])
  }
}

extension ScoreAxis.Place {
  fileprivate var subjects: Int {
    if case .scores(_, let subjects) = self { subjects } else { 0 }
  }

  fileprivate var first: Int64? {
    switch self {
    case .scores(let scores, _): scores.lowerBound
    case .empty(let first): first
    case .skipped: nil
    }
  }

  fileprivate var isSingle: Bool {
    if case .scores(let scores, _) = self { scores.lowerBound == scores.upperBound } else { true }
  }
}

/// A percentage with one decimal.
private func tenths(_ percent: Double) -> String {
  let (whole, rest) = Int((percent * 10).rounded()).quotientAndRemainder(dividingBy: 10)
  return rest == 0 ? "\(whole)" : "\(whole).\(rest)"
}
