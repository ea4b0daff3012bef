import Money
import Rules
import Testing

@testable import Planning

@Suite("A batch call costs the discounted part of all that an ordinary one does")
struct ExecutionTests {
  private func call(_ cost: String, _ keys: String) throws -> PlannedCall {
    let folder = try RuleFolder([
      "models.yaml": """
      as_of: 2026-11-24
      models:
        small:
          provider: metered
          per_million: { input: 0.15, output: 0.60, above: { tokens: 9, input: 3, output: 7 } }
          batch_discount: 0.25
      providers:
        metered: { base_url: "http://127.0.0.1:9/v1"\(keys) }
      """
    ])
    let (plan, diagnostics) = try folder.compile(
      """
      ruleset: r
      version: 1
      subjects: { table: t, key: id, answers: a }
      stages:
        s: { model: small\(cost), prompt: ask.v1, store: s, execution: batch }
      """)
    return try #require(plan?.stages.first?.tiers.first?.call, "\(diagnostics)")
  }

  @Test func `metered and declared`() throws {
    let direct = try call(", cost: 0.003", "")
    let batch = try direct.executed(as: .batch)
    #expect(batch.declared == USD("0.00075") && batch.unitCost == USD("0.00075"))
    #expect(batch.meter?.input == USD("0.0375") && batch.meter?.output == USD("0.15"))
    #expect(batch.meter?.above?.input == USD("0.75") && batch.meter?.above?.output == USD("1.75"))
    #expect(batch.question == direct.question)
    // Once, however often it is asked for.
    #expect(try batch.executed(as: .batch).declared == batch.declared)
    #expect(try direct.executed(as: .direct).declared == direct.declared)
  }

  @Test func `without a meter, and without a declared cost`() throws {
    let unmetered = try call(", cost: 0.003", ", metered: false").executed(as: .batch)
    #expect(unmetered.meter == nil && unmetered.declared == USD("0.00075"))
    let undeclared = try call("", "")
    let batch = try undeclared.executed(as: .batch)
    #expect(batch.declared == nil)
    #expect(try batch.unitCost == undeclared.unitCost.times(try #require(ExactDecimal("0.25"))))
  }
}
