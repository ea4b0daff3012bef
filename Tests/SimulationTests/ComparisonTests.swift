import Diagnostics
import Expressions
import Foundation
import JSON
import Money
import Planning
import Rules
import Simulation
import Testing

@Suite("A comparison is the difference of two bills, and its moves sum to it")
struct ComparisonTests {
  private static func plan(_ number: Int, _ settings: [String] = []) throws -> RoutingPlan {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    var diagnostics = DiagnosticList()
    let read = settings.compactMap { Setting.read($0, into: &diagnostics) }
    return try #require(
      PlanLoader(settings: read).load(
        root.appendingPathComponent("rules/vehicle-images/v\(number).yaml").path,
        into: &diagnostics), "\(diagnostics.diagnostics.filter { $0.severity == .error })")
  }

  /// Rows that somebody made up, with answers of both stages here and there.
  private static func profile(
    of plan: RoutingPlan, seed: UInt64, rows: Int = 60
  ) throws -> FactProfile {
    var random = SplitMix(state: seed)
    let columns = ProfileColumns(
      facts: plan.facts.deciding.map { ProfileColumns.Fact($0) }, source: nil,
      answers: plan.answerSources)
    let questions = plan.stages.map { $0.tiers[0].call.question }
    return FactProfile(
      columns: columns,
      rows: try (0..<rows).map { _ in
        ProfileRow(
          facts: plan.facts.deciding.map { fact in
            fact.type == .bool
              ? .bool(Bool.random(using: &random)) : .int(Int64.random(in: 0...14, using: &random))
          },
          isIncluded: [true], hasImage: [Int.random(in: 0...9, using: &random) > 0],
          takesAnswers: [Int.random(in: 0...19, using: &random) > 0],
          kept: try plan.answerSources.enumerated().map { index, source in
            guard Int.random(in: 0...2, using: &random) == 0 else { return nil }
            return ProfiledAnswer(
              tier: ["infer", "guided", "organize"].randomElement(using: &random) ?? "infer",
              atLeast: [nil, 5, 10, 30].randomElement(using: &random) ?? nil,
              question: Bool.random(using: &random) ? questions[index] : "another",
              values: try source.paths.map { _ in
                try .init(parsing: Bool.random(using: &random) ? "true" : "false")
              })
          }, count: Int.random(in: 1...50, using: &random))
      })
  }

  private static let settings: [[String]] = [
    [], ["score.receipts.each=7"], ["stages.identify.tiers.guided.at_least=12"],
    ["stages.identify.tiers.infer.cost=0.0071"], ["stages.identify.tiers.infer.cost=null"],
    ["reprocess=[always]"],
    ["stages.identify.assume=0.123457", "score.has_spid=-5"], ["stages.find_gaps.when=score < 40"],
    ["reprocess=[tier_changes, question_changes]"],
    ["stages.identify.when=organize.image_quality.sufficient_for_detail || receipts > 3"],
  ]

  @Test("for random rows and all pairs of rules", arguments: 1...8)
  func sums(_ seed: UInt64) throws {
    let base = try Self.plan(1)
    let profile = try Self.profile(of: base, seed: seed)
    for (first, second) in [(1, 2), (2, 1)] {
      for settings in Self.settings {
        let (old, new) = (try Self.plan(first), try Self.plan(second, settings))
        let comparison = try compare(old, new, over: profile)
        let bills = (old: try simulate(old, over: profile), new: try simulate(new, over: profile))
        #expect(comparison.change == (try bills.new.total - bills.old.total))
        for name in Set((bills.old.stages + bills.new.stages).map(\.name)) {
          let before = bills.old.stages.first { $0.name == name }?.cost ?? .zero
          let after = bills.new.stages.first { $0.name == name }?.cost ?? .zero
          var moved = Estimate<USD>.zero
          let stage = comparison.stages.first { $0.name == name }
          for move in stage?.moves ?? [] { moved = try moved + move.cost }
          #expect(moved == (try after - before), "\(name) with \(settings)")
        }
      }
    }
  }

  @Test("nothing is said of rules that are the same")
  func same() throws {
    let plan = try Self.plan(1)
    let comparison = try compare(plan, plan, over: try Self.profile(of: plan, seed: 3))
    #expect(comparison.stages.isEmpty && comparison.models.isEmpty && comparison.rules.isEmpty)
    #expect(comparison.change == .zero)
    #expect(comparison.changePercent?.isZero == true)
  }

  @Test("every kept answer is good, asked again or not needed, once")
  func answers() throws {
    let (old, new) = (try Self.plan(1), try Self.plan(1, ["reprocess=[always]"]))
    let profile = try Self.profile(of: old, seed: 5)
    let vectors = try profile.vectors(for: new).compactMap(\.self)
    let comparison = try compare(old, new, over: profile)
    for stage in comparison.stages {
      let index = try #require(new.stage(named: stage.name)?.index)
      let kept = vectors.filter { $0.kept[index] != nil }.reduce(0) { $0 + $1.count }
      let answers = try #require(stage.answers)
      #expect(answers.good + answers.again + answers.unneeded == kept)
      #expect(answers.good == 0 && answers.again > 0)
    }
    #expect(!comparison.stages.isEmpty)
  }

  @Test("groups sum to what changes in all")
  func groups() throws {
    let (old, new) = (try Self.plan(1), try Self.plan(2))
    let profile = try Self.profile(of: old, seed: 9)
    let comparison = try compare(old, new, over: profile)
    var moves = try GroupMoves(
      from: old, to: new, comparison, over: profile.columns, usage: profile.usage)
    for (index, row) in profile.rows.enumerated() { try moves.count(row, of: "g\(index % 7)") }
    let all = moves.largest(100)
    #expect(all.count == moves.count && moves.count > 2)
    var cost = USD.zero
    for group in all { cost = try cost + group.cost }
    #expect(cost == comparison.change.expected)
    let amounts = all.map { $0.cost.decimal.magnitude }
    #expect(amounts == amounts.sorted(by: >))
    #expect(moves.largest(2).map(\.group) == all.prefix(2).map(\.group))
  }

  @Test("a threshold costs the same everywhere within a piece", arguments: 11...13)
  func pieces(_ seed: UInt64) throws {
    let base = try Self.plan(1)
    let profile = try Self.profile(of: base, seed: seed, rows: 25)
    let threshold = try #require(
      base.adjustableNumbers.first { $0.threshold?.tier == "guided" }?.threshold)
    let pieces = try base.thresholdPieces(of: threshold, over: profile)
    func cost(_ value: Int64) throws -> Estimate<USD> {
      try simulate(
        Self.plan(1, ["stages.identify.tiers.guided.at_least=\(value)"]), over: profile
      ).total
    }
    // Pieces cover every number but the other thresholds, each once.
    for value in Int64(-3)...120 {
      let owners = pieces.filter { ($0.low ?? .min)...($0.high ?? .max) ~= value }
      #expect(owners.count == (value == 10 || value == 60 ? 0 : 1), "\(value)")
    }
    for piece in pieces {
      let (low, high) = (piece.low ?? -3, piece.high ?? 120)
      guard low < high else { continue }
      let costs = try [low, (low + high) / 2, high].map(cost)
      #expect(costs[0] == costs[1] && costs[1] == costs[2], "\(piece)")
    }
  }

  @Test("the setting that fits is the dearest that does, of equals the nearest")
  func fitting() throws {
    let plan = try Self.plan(1)
    let profile = try Self.profile(of: plan, seed: 1)
    let steps = try ([30, 20, 12] as [Int64]).map { value in
      SweepStep(
        value: "\(value)",
        .priced(
          try simulate(
            Self.plan(1, ["stages.identify.tiers.guided.at_least=\(value)"]), over: profile)))
    }
    let sweep = Sweep(
      path: "x", base: try simulate(plan, over: profile), current: "30",
      steps: steps + [SweepStep(value: "60", .faulty([]))])
    let costs = steps.compactMap { $0.bill?.total.expected }.sorted()
    #expect(costs.count == 3)
    for cost in costs {
      #expect(sweep.fitting(cost)?.bill?.total.expected == cost)
    }
    #expect(sweep.fitting(.zero) == nil)
    #expect(sweep.cheapest?.bill?.total.expected == costs.first)
  }
}

/// The same numbers for the same seed.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
