import Diagnostics
import JSON
import Money
import Planning
import Rules
import Runs
import Testing

@testable import Storage

@Suite("What calls take is measured as soon as there are 30 of them")
struct UsageTests {
  @Test("29 answers tell nothing, and 30 their mean", arguments: TestDatabase.all)
  func measured(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 30) { fixture in
      let question = try #require(fixture.plan.stages.first?.tiers.first?.call.question)
      let tasks = try await fixture.claim(30).filter { $0.stage == "sort" }
      try await fixture.answerAll(Array(tasks.prefix(29)), ["fine": false])
      #expect(try await fixture.database.measuredUsage(of: fixture.plan)[question] == nil)
      let estimated = try await fixture.database.usage(of: fixture.plan)[question]
      #expect(estimated?.input.source == .sampled(subjects: 25))
      #expect(estimated?.textBytes == "What is it?".utf8.count)

      try await fixture.answerAll(Array(tasks.suffix(1)), ["fine": false])
      let usage = try await fixture.database.usage(of: fixture.plan)[question]
      #expect(usage?.input == UsageFigure(10, .measured(calls: 30)))
      #expect(usage?.cachedInput == 2)
      #expect(usage?.output == UsageFigure(5, .measured(calls: 30)))
      #expect(usage?.latency.source == .measured(calls: 30))
      // What was estimated before is still there for who asks for it.
      let again = try await fixture.database.estimatedUsage(of: fixture.plan)[question]
      #expect(again == estimated)
      // Answers of another provider tell nothing of this one.
      let mocked = try compile(chainRules, reroute: "mock")
      #expect(try await fixture.database.measuredUsage(of: mocked)[question] == nil)
    }
  }

  @Test(
    "a database without runs and without subjects tells the template", arguments: TestDatabase.all)
  func empty(_ kind: TestDatabase) async throws {
    let plan = try compile(chainRules)
    try await kind.withDatabase { database in
      try await database.write { try $0.script(chainSchema) }
      let usage = try await database.usage(of: plan)
      let call = try #require(plan.stages.first?.tiers.first?.call)
      #expect(usage[call.question] == nil)
      #expect(usage.usage(of: call).input.source == .template)
    }
  }

  @Test("what a run was billed is known to the last digit", arguments: TestDatabase.all)
  func spreads(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 4) { fixture in
      #expect(try await fixture.database.latestRun(ofRuleSet: "items") == nil)
      let tasks = try await fixture.claim(4).filter { $0.stage == "sort" }
      let calls = try await fixture.send(tasks)
      let amounts = ["0.10", "0.000000000000000001", "0.3", "0.1"]
      _ = try await fixture.settle(
        zip(zip(calls, tasks), amounts).map {
          fixture.settlement($0.0, $0.1, billed: $1, fixture.answer($0.1, ["fine": false]))
        })
      let run = try #require(try await fixture.database.latestRun(ofRuleSet: "items"))
      #expect(run.id == fixture.run.id)
      #expect(try await fixture.database.latestRun(ofRuleSet: "others") == nil)
      let spreads = try await fixture.database.callSpreads(ofRun: run.id)
      let sort = try #require(spreads.first)
      #expect(spreads.count == 1)
      #expect(sort.stage == "sort" && sort.calls == 4 && sort.subjects == 4 && sort.metered == 0)
      #expect(try sort.total() == USD("0.500000000000000001"))
      #expect(sort.least == USD("0.000000000000000001"))
      #expect(sort.median == USD("0.1"))
      #expect(sort.most == USD("0.3"))
      #expect(sort.amounts.count == 3)
    }
  }
}
