import Diagnostics
import JSON
import Planning
import Reporting
import Testing

@Suite("A plan is told")
struct PlanReportTests {
  @Test("for each range of scores, who asks what")
  func routing() throws {
    let plan = try ExamplePlan.load()
    #expect(plan.scoreBounds.description == "0 to 100")
    #expect(plan.routing.map(\.scores.description) == ["0–9", "10–29", "30–59", "60–100"])
    #expect(
      plan.routing.map { $0.asks.map(\.stage) } == [
        ["organize", "find_gaps"], ["organize", "identify"], ["organize", "identify"],
        ["organize", "identify"],
      ])
    #expect(plan.routing[1].asks.map(\.isConditional) == [false, true])
  }

  @Test("a summary of a file without errors")
  func summary() throws {
    let plan = try ExamplePlan.load()
    let report = CheckReport(file: "rules/v1.yaml", plan: plan, diagnostics: [])
    #expect(report.isOK)
    #expect(report.tally == nil)
    let text = report.text(on: Screen()).replacing(plan.digest, with: "sha256:…")
    #expect(
      text == """
        rules/v1.yaml: vehicle-images@1 is OK
          digest  sha256:…
          facts   7: has_spid, has_manual, receipts, timeline_events, user_tags,
                  previously_analyzed, well_documented
          score   0 to 100

           score  stage       tier     model         a call
             0–9  organize             gpt-4o-mini  $0.0001
                  find_gaps            gpt-4o         $0.02
           10–29  organize             gpt-4o-mini  $0.0001
                  identify ?  infer    gpt-4o-mini   $0.005
           30–59  organize             gpt-4o-mini  $0.0001
                  identify ?  guided   gpt-4o-mini  $0.0005
          60–100  organize             gpt-4o-mini  $0.0001
                  identify ?  confirm  gpt-4o-mini  $0.0001
          ? identify is asked when: organize.image_quality.sufficient_for_detail

        """)
  }

  @Test("diagnostics under the promised keys")
  func diagnostics() throws {
    let source = SourceText(name: "v1.yaml", text: "a: 1\nb: \u{1B}x\n")
    let fault = Diagnostic(
      "unknown-fact", "there is no fact '\u{1B}x'", at: source.range(ofScalars: 8..<10),
      help: "one", "two")
    let report = CheckReport(file: "v1.yaml", plan: nil, diagnostics: [fault])
    #expect(!report.isOK)
    #expect(report.tally == "1 error")
    #expect(report.text(on: Screen()) == "")
    #expect(report.json["ok"] == false)
    #expect(report.json["digest"] == .null)
    #expect(
      report.json["diagnostics"]?.array?.first == [
        "severity": "error", "code": "unknown-fact", "message": "there is no fact '\u{1B}x'",
        "file": "v1.yaml", "line": 2, "column": 4, "end_line": 2, "end_column": 6,
        "help": "one\ntwo",
        "labels": [
          [
            "text": "", "file": "v1.yaml", "line": 2, "column": 4, "end_line": 2,
            "end_column": 6,
          ]
        ],
      ])
    #expect(!report.json.serialized().contains("\u{1B}"))
  }

  @Test("the plan itself, as text and as JSON")
  func plan() throws {
    let plan = try ExamplePlan.load()
    let lines = plan.text(on: Screen()).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(
      lines.contains("identify   confirm    60+  gpt-4o-mini  openai    confirm.v1    $0.0001"))
    #expect(plan.json["stages"]?.array?[1]["tiers"]?.array?[1]["below"] == 60)
    #expect(plan.json["budget"] == "18")
    #expect(plan.json["digest"]?.string == plan.digest)
  }
}
