import Diagnostics
import JSON
import Money
import Planning
import Reporting
import Simulation
import Testing

@Suite("The schemas of what the program writes describe all of it")
struct OutputSchemaTests {
  @Test("a bill")
  func bill() throws {
    let plan = try ExamplePlan.load()
    let json = try simulate(plan, over: ExamplePlan.vectors(of: plan)).json(for: plan)
    #expect(undescribed(json, in: FileSchema.bill.json, at: "") == [])
    #expect(try JSONSchema(FileSchema.bill.json).validate(json) == [])
  }

  @Test("a saved plan", arguments: [true, false])
  func plan(isPriced: Bool) throws {
    let json = try saved(isPriced: isPriced).json
    #expect(undescribed(json, in: FileSchema.plan.json, at: "") == [])
    #expect(try JSONSchema(FileSchema.plan.json).validate(json) == [])
  }

  @Test("a comparison")
  func comparison() throws {
    let json = try ExampleComparison.report().json
    #expect(undescribed(json, in: FileSchema.diff.json, at: "") == [])
    #expect(try JSONSchema(FileSchema.diff.json).validate(json) == [])
  }

  @Test("a sweep, and what a step is worth")
  func sweep() throws {
    let plan = try ExamplePlan.load()
    let bill = try simulate(plan, over: ExamplePlan.vectors(of: plan))
    let steps = [
      SweepStep(value: "1", span: WholeNumbers(low: nil, high: 4), .priced(bill)),
      SweepStep(value: "2", .faulty([])),
    ]
    let sweep = SweepReport(
      Sweep(path: "score.has_spid", base: bill, current: "1", steps: steps), of: plan,
      target: USD("20"))
    #expect(undescribed(sweep.json, in: FileSchema.sweep.json, at: "") == [])
    #expect(try JSONSchema(FileSchema.sweep.json).validate(sweep.json) == [])
    let numbers = try plan.adjustableNumbers.map {
      try NumberSensitivity($0, from: bill, down: nil, up: bill)
    }
    let worth = SensitivityReport(Sensitivity(base: bill, numbers: numbers), of: plan)
    #expect(undescribed(worth.json, in: FileSchema.sensitivity.json, at: "") == [])
    #expect(try JSONSchema(FileSchema.sensitivity.json).validate(worth.json) == [])
    #expect(!(try JSONSchema(FileSchema.sweep.json).validate(worth.json).isEmpty))
  }

  @Test("and a bill with a key that is missing, or of another type, is none")
  func faulty() throws {
    let plan = try ExamplePlan.load()
    let json = try simulate(plan, over: ExamplePlan.vectors(of: plan)).json(for: plan)
    let schema = try JSONSchema(FileSchema.bill.json)
    let required = (FileSchema.bill.json["required"]?.array ?? []).compactMap(\.string)
    #expect(required.count >= 10)
    for (key, value) in try #require(json.object) where required.contains(key) {
      var less = try #require(json.object)
      less[key] = nil
      #expect(!schema.validate(.object(less)).isEmpty, "\(key)")
      less[key] = value.object == nil ? [:] : "text"
      #expect(!schema.validate(.object(less)).isEmpty, "\(key)")
    }
    var total = try #require(json.object)
    total["total"] = ["low": 0, "expected": "1", "high": "2"]
    #expect(!schema.validate(.object(total)).isEmpty, "money is text")
  }

  /// The keys of what was written that its schema says nothing of.
  private func undescribed(_ value: JSONValue, in schema: JSONValue, at path: String) -> [String] {
    if let items = value.array {
      return items.flatMap { undescribed($0, in: schema["items"] ?? [:], at: path + "[]") }
    }
    return (value.object ?? [:]).flatMap { key, member -> [String] in
      let inner = schema.value(at: ["properties", key]) ?? schema["additionalProperties"]
      guard let inner else { return ["\(path).\(key)"] }
      return undescribed(member, in: inner, at: "\(path).\(key)")
    }
  }
}

/// The example's plan, saved.
func saved(isPriced: Bool = true, reroute: String? = nil) throws -> SavedPlan {
  let plan = try ExamplePlan.load()
  let profile = try madeUpProfile([34, 100, 2400, 200])
  let pricing = SavedPlan.Pricing(
    bill: try simulate(plan, over: profile), imprint: try profile.imprint(for: plan),
    database: "postgres://db/shop")
  return SavedPlan(
    plan, reroute: reroute, pricing: isPriced ? pricing : nil, toolVersion: "1.2.3",
    at: "2026-11-24T09:30:00Z")
}

/// A profile in which so many subjects each have 0 receipts, 1 receipt, 2 receipts, ….
func madeUpProfile(_ counts: [Int]) throws -> FactProfile {
  let rows = counts.enumerated().filter { $0.element > 0 }.map { receipts, count in
    #"{"count": \#(count), "facts": {"receipts": \#(receipts)}}"#
  }
  return try ProfileFile.read(#"{"gearbox_profile": 1, "rows": [\#(rows.joined(separator: ","))]}"#)
}
