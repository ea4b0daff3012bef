import Diagnostics
import Expressions
import Foundation
import Money
import Planning
import Rules
import Simulation
import Testing

@Suite("A bill is the sum of what a plan decides")
struct BillTests {
  private let plan: RoutingPlan

  init() throws {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    var diagnostics = DiagnosticList()
    plan = try #require(
      PlanLoader().load(
        root.appendingPathComponent("rules/vehicle-images/v1.yaml").path, into: &diagnostics))
  }

  /// Subjects with these facts and nothing else.
  private func vector(
    _ count: Int, _ known: [String: Value], hasImage: Bool = true, kept: [KeptAnswer?] = []
  ) -> FactVector {
    FactVector(
      facts: plan.facts.deciding.map { fact in
        known[fact.name] ?? (fact.type == .bool ? .bool(false) : .int(0))
      },
      hasImage: hasImage, kept: kept, count: count)
  }

  private func bill(_ vectors: FactVector...) throws -> Bill {
    try simulate(plan, over: vectors)
  }

  @Test("the figures that the rules determine come out to the last digit")
  func seed() throws {
    let bill = try bill(
      vector(34, ["has_spid": true, "has_manual": true, "receipts": 5]),
      vector(100, ["has_spid": true, "receipts": 2]), vector(2400, ["timeline_events": 50]),
      vector(200, ["receipts": 1]))
    #expect(bill.subjects == 2734)
    #expect(bill.total.low.description == "4.2734")
    #expect(bill.total.expected.description == "12.10811")
    #expect(bill.total.high.description == "16.3268")
    #expect(bill.baseline?.cost.description == "54.68")
    #expect(bill.baseline?.savings.description == "42.57189")
    #expect(bill.baseline?.savingsPercent?.description == "77.86")
    #expect(bill.stages[1].asked.expected.description == "1647.1")
    #expect(bill.stages[1].assumption?.source == .assume)
    #expect(bill.scores.map(\.score) == [5, 20, 30, 60])
    #expect(bill.scores.map(\.subjects) == [200, 2400, 100, 34])
  }

  @Test("an assumption gives way to at least 100 answers")
  func measured() throws {
    func kept(_ good: Bool) throws -> [KeptAnswer?] {
      let tier = try #require(plan.stage(named: "organize")?.tiers.first)
      return [
        KeptAnswer(
          tier: tier.name, atLeast: nil, question: tier.call.question, values: [.bool(good)]),
        nil, nil,
      ]
    }
    let few = try bill(
      vector(99, ["timeline_events": 50], kept: try kept(true)),
      vector(1000, ["timeline_events": 50]))
    #expect(few.stages[1].assumption?.source == .assume)
    let enough = try bill(
      vector(100, ["timeline_events": 50], kept: try kept(true)),
      vector(200, ["timeline_events": 50], kept: try kept(false)),
      vector(1000, ["timeline_events": 50]))
    #expect(enough.stages[1].assumption?.source == .measured(answers: 300))
    #expect(enough.stages[1].assumption?.share.description == "0.333333")
    #expect(enough.stages[1].asked.low.description == "100")
    #expect(enough.stages[1].asked.expected.description == "433.333")
    #expect(enough.stages[0].answered == 300)
  }

  @Test("subjects without an image are counted and cost nothing")
  func withoutImage() throws {
    let bill = try bill(vector(7, ["timeline_events": 50], hasImage: false))
    #expect(bill.total.high.isZero)
    #expect(bill.stages[0].withoutImage == 7)
  }
}

@Suite("Unknowns along a chain multiply, each once")
struct ChainTests {
  /// Four stages: b waits for a, c for b and a, and d for c.
  private func bill(assume: String) throws -> Bill {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("gearbox-chain-\(UUID().uuidString)")
    let prompts = folder.appendingPathComponent("prompts")
    try FileManager.default.createDirectory(at: prompts, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
      "models.yaml": """
      as_of: 2026-11-24
      models: { m: { provider: local } }
      providers: { local: { base_url: "http://127.0.0.1:9/v1", metered: false } }
      """,
      "prompts/ask.v1.yaml": """
      prompt: ask
      version: 1
      max_output_tokens: 10
      template: Well?
      answer: { type: object, required: [ok], properties: { ok: { type: boolean } } }
      """,
      "rules.yaml": """
      ruleset: chain
      version: 1
      subjects: { table: t, key: id, answers: j }
      stages:
        a: { model: m, cost: 1, prompt: ask.v1, store: a }
        b: { when: a.ok, assume: \(assume), model: m, cost: 1, prompt: ask.v1, store: b }
        c: { when: a.ok && b.ok, assume: 0.5, model: m, cost: 1, prompt: ask.v1, store: c }
        d: { when: b.ok && c.ok, assume: 0.5, model: m, cost: 1, prompt: ask.v1, store: d }
      """,
    ]
    for (name, text) in files {
      try text.write(
        to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    var diagnostics = DiagnosticList()
    let plan = try #require(
      PlanLoader().load(folder.appendingPathComponent("rules.yaml").path, into: &diagnostics))
    return try simulate(
      plan,
      over: [FactVector(facts: [], hasImage: true, kept: [nil, nil, nil, nil], count: 100)])
  }

  @Test("a stage that two ways lead to counts once")
  func diamond() throws {
    let bill = try bill(assume: "0.5")
    #expect(bill.stages.map(\.asked.expected.description) == ["100", "50", "25", "12.5"])
    #expect(bill.stages.map(\.asked.high.description) == ["100", "100", "100", "100"])
  }

  @Test("a share of nothing is nothing, along the whole chain")
  func none() throws {
    let bill = try bill(assume: "0")
    #expect(bill.stages.map(\.asked.expected.description) == ["100", "0", "0", "0"])
  }
}
