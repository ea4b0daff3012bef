import Diagnostics
import Planning
import Testing

@Suite("Traps that cost money are found")
struct ChecksCostTests {
  private static let models = """
    as_of: 2099-01-01
    models:
      mini:
        provider: cloud
        per_million: { input: 0.15, output: 0.60 }
        image: { rule: tiles, base: 2833, tile: 5667 }
      big:
        provider: cloud
        per_million: { input: 2.50, output: 10.00 }
        image: { rule: tiles, base: 85, tile: 170 }
      old:
        provider: cloud
        per_million: { input: 0.15, output: 0.60 }
        retires: 2098-12-31
      gone: { provider: cloud, per_million: { input: 1, output: 1 }, retires: 2099-01-01 }
      going: { provider: cloud, per_million: { input: 1, output: 1 }, retires: 2099-03-02 }
      later: { provider: cloud, per_million: { input: 1, output: 1 }, retires: 2099-03-03 }
    providers:
      cloud: { base_url: "https://models.example.com/v1", key_env: CLOUD_KEY }
    """

  private func found(_ stages: String, more: String = "") throws -> [String] {
    let rules = """
      ruleset: test
      version: 1
      subjects: { table: items, key: id, group: owner, answers: notes, image: photo }
      stages:
      \(stages.indentedByTwo)
      \(more)
      """
    return try findings(rules, models: Self.models)
  }

  @Test(
    "a model that is retired, or soon will be",
    arguments: [
      ("old", ["retired-model: model 'old' was retired on 2098-12-31"]),
      ("gone", ["retired-model: model 'gone' was retired on 2099-01-01"]),
      ("going", ["retiring-model: model 'going' will be retired on 2099-03-02"]),
      ("later", []), ("big", []),
    ])
  func retirement(_ model: String, _ expected: [String]) throws {
    let found = try found("sort: { model: \(model), cost: 0.1, prompt: plain.v1, store: a }")
    #expect(found.map { String($0.prefix { $0 != "|" }).trimmed } == expected)
  }

  @Test("days are those of the calendar")
  func days() throws {
    let feb = try #require(CalendarDay("2028-02-28"))
    let mar = try #require(CalendarDay("2028-03-01"))
    #expect(feb < mar)
    #expect(CalendarDay("2028-2-28") == nil)
    #expect(CalendarDay("tomorrow") == nil)
    #expect(CalendarDay.today > feb || CalendarDay.today < mar)
  }

  @Test("an image that costs more where tokens cost less, when the meter decides")
  func dearerImage() throws {
    let big = "\nlook: { model: big, cost: 0.02, prompt: look.v1, store: b }"
    let found = try found("sort: { model: mini, prompt: look.v1, store: a }" + big)
    #expect(
      found == [
        "dearer-image: an image costs more on 'mini' than on 'big' | its token price is lower, "
          + "but an image counts more tokens, and this prompt is too short to make up for it: "
          + "ask 'big'"
      ])
    let declared = try self.found(
      "sort: { model: mini, cost: 0.01, prompt: look.v1, store: a }" + big)
    #expect(declared == [])
    let alone = try self.found("sort: { model: mini, prompt: look.v1, store: a }")
    #expect(alone == [])
  }

  @Test("a declared cost below the image alone")
  func belowImage() throws {
    let found = try found("sort: { model: mini, cost: 0.0001, prompt: look.v1, store: a }")
    #expect(
      found == [
        "cost-below-image: the declared cost is below what the image alone is metered at"
          + " | declare at least $0.00042495, or remove 'cost' to be priced by the meter"
      ])
  }

  @Test("a call that costs more than the baseline")
  func aboveBaseline() throws {
    let stages = "sort: { model: big, cost: 0.03, prompt: plain.v1, store: a }"
    let found = try found(stages, more: "baseline: { model: big, cost: 0.02 }")
    #expect(
      found == [
        "tier-above-baseline: stage 'sort' costs more than the baseline"
          + " | ask a model that costs less, or correct the baseline"
      ])
    let same = try self.found(stages, more: "baseline: { model: big, cost: 0.03 }")
    #expect(same == [])
  }

  @Test("the vehicle images have the findings that they are known for, and no more")
  func shipped() throws {
    let plan = try vehicleImages()
    let path = try #require(plan.sources.first?.name)
    var diagnostics = DiagnosticList()
    _ = PlanLoader(today: try #require(CalendarDay("2026-11-24"))).load(path, into: &diagnostics)
    #expect(diagnostics.diagnostics.map(\.code) == ["cost-below-image", "cost-below-image"])
  }
}
