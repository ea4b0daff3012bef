import JSON
import Planning
import Reporting
import Simulation
import Testing

@Suite("A bill is told to a program")
struct BillJSONTests {
  @Test("with exact figures under the promised keys")
  func figures() throws {
    let plan = try ExamplePlan.load()
    let json = try simulate(plan, over: ExamplePlan.vectors(of: plan)).json(for: plan)
    let keys = try #require(json.object?.keys)
    #expect(
      keys == [
        "ruleset", "version", "digest", "subjects", "stages", "total", "baseline", "scores",
        "without_score", "assumptions", "diagnostics", "calls_made",
      ])
    #expect(json["ruleset"] == "vehicle-images")
    #expect(json["version"] == 1)
    #expect(json["subjects"] == 2734)
    #expect(json["total"] == ["low": "4.2734", "expected": "12.10811", "high": "16.3268"])
    #expect(
      json["baseline"] == [
        "model": "gpt-4o", "cost": "54.68", "savings": "42.57189", "savings_percent": "77.86",
      ])
    #expect(
      json["assumptions"] == [["stage": "identify", "share": "0.65", "source": "assume"]])
    #expect(json["calls_made"] == 0)
    #expect(json["scores"]?.array?.first == ["score": 8, "subjects": 200])
  }

  @Test("stage by stage and tier by tier")
  func stages() throws {
    let plan = try ExamplePlan.load()
    let json = try simulate(plan, over: ExamplePlan.vectors(of: plan)).json(for: plan)
    let identify = try #require(json["stages"]?.array?.first { $0["name"] == "identify" })
    #expect(identify["asked"] == ["low": 0, "expected": 1647.1, "high": 2534])
    #expect(identify["asked"]?["expected"]?.number?.text == "1647.1")
    #expect(identify["cost"] == ["low": "0", "expected": "7.83471", "high": "12.0534"])
    #expect(
      identify["tiers"]?.array?.last == [
        "name": "infer", "model": "gpt-4o-mini", "provider": "openai", "at_least": 10,
        "subjects": 2400, "asked": ["low": 0, "expected": 1560, "high": 2400],
        "unit_cost": "0.005", "unit_cost_is_ceiling": false,
        "cost": ["low": "0", "expected": "7.8", "high": "12"],
      ])
    let organize = try #require(json["stages"]?.array?.first)
    #expect(organize["tiers"]?.array?.first?["at_least"] == .null)
  }
}
