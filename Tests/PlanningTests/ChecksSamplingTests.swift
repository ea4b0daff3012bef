import Diagnostics
import Expressions
import Foundation
import Planning
import Rules
import Testing

/// Random rule sets, each decided for many random subjects: what a subject reaches may never be
/// called unreachable, and what no subject reaches is expected to be.
@Suite("Reachability agrees with random subjects")
struct ChecksSamplingTests {
  @Test("no finding is contradicted by a subject", arguments: 0..<40)
  func sampling(_ seed: Int) throws {
    var random = SeededRandom(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    let folder = try RuleFolder(["prompts/plain.v1.yaml": RuleFolder.plainPrompt])
    let rules = Self.rules(&random)
    let (plan, diagnostics) = try folder.compile(rules)
    let routing = try #require(plan, "\(diagnostics.map(\.message))")

    var sampled = Sampled()
    for _ in 0..<3_000 { sampled.note(routing, routing.decide(Self.subject(of: routing, &random))) }

    let messages = diagnostics.map { "\($0.code): \($0.message)" }
    let tiers = routing.stages[0].tiers
    for tier in tiers {
      let unreached = messages.contains {
        $0.hasPrefix("unreachable-tier: no score") && $0.contains("tier '\(tier.name)'")
      }
      #expect(unreached != sampled.tiers.contains(tier.index), "\(tier.name) \(messages)")
    }
    let isTrue = messages.contains(
      "always-true: the condition of stage 'rest' holds for every subject")
    let isFalse = messages.contains("always-false: the condition of stage 'rest' never holds")
    #expect(isTrue == (sampled.outcomes == [true]), "\(messages)")
    #expect(isFalse == (sampled.outcomes == [false]), "\(messages)")
    for name in ["seen", "notes", "marks", "level", "busy"]
    where messages.contains(
      "useless-contribution: the points of '\(name)' never change what is asked")
    {
      try expectSame(
        routing, try #require(folder.compile(rules.withoutPoints(of: name)).0), &random)
    }
    if let top = messages.first(where: { $0.contains("the highest is ") }) {
      let highest = top.components(separatedBy: "the highest is ").last.flatMap { Int64($0) }
      #expect(highest == sampled.highest)
    }
  }

  private func expectSame(
    _ plan: RoutingPlan, _ other: RoutingPlan, _ random: inout SeededRandom
  ) throws {
    for _ in 0..<2_000 {
      let subject = Self.subject(of: plan, &random)
      let states = plan.decide(subject).stages.map { [$0.tier, $0.state == .asked ? 1 : 0] }
      #expect(states == other.decide(subject).stages.map { [$0.tier, $0.state == .asked ? 1 : 0] })
    }
  }

  private struct Sampled {
    var tiers: Set<Int> = []
    var outcomes: Set<Bool> = []
    var highest: Int64 = .min

    mutating func note(_ plan: RoutingPlan, _ decision: Decision) {
      if let tier = decision.stages[0].tier { tiers.insert(tier) }
      switch decision.stages[1].because {
      case .conditionHolds: outcomes.insert(true)
      case .conditionFails: outcomes.insert(false)
      default: break
      }
      if case .points(let score) = decision.score { highest = max(highest, score) }
    }
  }

  private static func rules(_ random: inout SeededRandom) -> String {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let each = pick(1...4) * (pick(0...3) == 0 ? -1 : 1)
    let conditions = [
      "score < \(pick(-20...60))", "notes > \(pick(0...6)) && seen", "notes > 3 || score > 10",
      "busy && notes < \(pick(0...9))", "kind == 'a' || score >= \(pick(0...30))",
      "kind in ['a', 'b'] && seen", "seen || !seen", "busy != (notes > 4)",
      "level > \(pick(-5...5)) && level <= \(pick(-5...5))", "level >= 0 || score < 40",
    ]
    var thresholds: Set<Int> = []
    while thresholds.count < 3 { thresholds.insert(pick(-10...60)) }
    let tiers = thresholds.sorted().enumerated().map {
      "    t\($0): { at_least: \($1), model: small, cost: 0.1, prompt: plain.v1 }"
    }
    return checkedRules(
      facts: """
        seen: { exists: views, by: owner }
        notes: { count: notes, by: owner }
        marks: { count: marks, by: owner }
        level: { column: level, type: int, default: 0 }
        kind: { column: kind, type: string, default: a }
        busy: { when: notes > \(pick(2...6)) }
        """,
      score: """
        seen: \(pick(-10...30))
        notes: { each: \(pick(1...6)), max: \(pick(1...30)) }
        marks: { each: \(each), max: \(each * pick(1...5)) }
        busy: \(pick(-8...8))
        \(pick(0...2) == 0 ? "level: { each: \(pick(1...3)), max: \(pick(1...9)) }" : "")
        """,
      stages: "sort:\n  store: a\n  tiers:\n\(tiers.joined(separator: "\n"))\n"
        + "rest: { when: \"\(conditions[pick(0...conditions.count - 1)])\", model: small, "
        + "cost: 0.1, prompt: plain.v1, store: b }")
  }

  private static func subject(
    of plan: RoutingPlan, _ random: inout SeededRandom
  ) -> SubjectKnowledge {
    SubjectKnowledge(
      facts: plan.facts.stored.map { fact in
        switch fact.type {
        case .bool: .bool(Bool.random(using: &random))
        case .int where fact.name == "level": .int(Int64.random(in: -40...40, using: &random))
        case .string: .string(["a", "b", "c"].randomElement(using: &random) ?? "a")
        default: .int(Int64.random(in: 0...32, using: &random))
        }
      })
  }
}

extension String {
  /// Rules in whose score a fact earns nothing.
  fileprivate func withoutPoints(of name: String) -> String {
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    let score = lines.firstIndex { $0.hasPrefix("score:") } ?? 0
    return lines.enumerated().map { index, line in
      guard index > score, line.hasPrefix("  \(name): ") else { return String(line) }
      return line.contains("each") ? "  \(name): { each: 0 }" : "  \(name): 0"
    }.joined(separator: "\n")
  }
}
