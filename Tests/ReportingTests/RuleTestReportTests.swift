import Diagnostics
import Foundation
import JSON
import Planning
import Reporting
import Testing

@Suite("Rule tests are reported")
struct RuleTestReportTests {
  /// The report over the project's own v1.yaml and these cases, whose path is `tests.yaml`.
  private func report(_ cases: String) throws -> RuleTestReport {
    let folder = NSTemporaryDirectory() + "gearbox-report-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/tests.yaml"
    try ("tests: vehicle-images\ncases:\n" + cases)
      .write(toFile: path, atomically: true, encoding: .utf8)
    let plan = try ExamplePlan.load()
    try "".write(toFile: folder + "/v1.yaml", atomically: true, encoding: .utf8)
    var diagnostics = DiagnosticList()
    let suite = RuleTestLoader { _, _ in plan }.load(path, into: &diagnostics)
    return RuleTestReport([
      .init(try #require(suite, "\(diagnostics.diagnostics.map(\.message))"))
    ])
  }

  private static let failing = """
      wrong:
        given: { timeline_events: 50 }
        answers: { organize: { image_quality: { sufficient_for_detail: true } } }
        expect: { stages: { identify: guided }, that: score > 25 && has_spid }
    """

  @Test("a failure shows every point, and every part of every expression with its value")
  func text() throws {
    let text = try report(Self.failing).text(on: Screen(width: 200))
    for part in [
      "      identify: expected guided, found infer\n",
      "      that: expected score > 25 && has_spid, found false\n",
      "timeline_events         50      15  3 each, at most 15\n",
      "in all                          20\n",
      "  because the condition holds, and the score 20 reaches 'infer' (10–29)\n",
      "    organize.image_quality.sufficient_for_detail  = true\n",
      "    score > 25 && has_spid  = false\n    score > 25              = false\n",
      "    score                   = 20\n    has_spid                = false\n",
      "0 passed, 1 failed\ntiers and conditions reached: 5 of 11 (45.4545…%)\nnot reached:\n",
      "stage identify: tier 'confirm' is asked\n", "stage find_gaps: 'when' is true\n",
      "fact well_documented is false\n",
    ] {
      #expect(text.contains(part), "\(part)\nis not in\n\(text)")
    }
  }

  @Test("a case that passes says nothing")
  func passing() throws {
    let text = try report("  right: { given: { user_tags: 4 }, expect: { score: 8 } }")
      .text(on: Screen())
    #expect(text.hasPrefix("1 passed, 0 failed\n"))
  }

  @Test("as JSON, with exact counts")
  func json() throws {
    let json = try report(Self.failing).json
    #expect(json["passed"] == 0)
    #expect(json["failed"] == 1)
    let failed = try #require(json["cases"]?.array?.first)
    #expect(failed["name"] == "wrong")
    #expect(failed["line"] == 3)
    let failures = try #require(failed["failures"]?.array)
    #expect(failures.map { $0["name"] } == ["stage", "that"])
    #expect(failures[0]["expected"] == "guided")
    #expect(failures[0]["found"] == "infer")
    #expect(failures[1]["parts"]?.array?.count == 4)
    #expect(failed["decision"]?["score"] == 20)
    #expect(json["coverage"]?["reached"] == 5)
    #expect(json["coverage"]?["total"] == 11)
    #expect(json["coverage"]?["percent"] == "45.454545")
    #expect(
      json["coverage"]?["not_reached"]?.array?.contains { $0["tier"] == "confirm" } == true)
  }

  @Test(
    "a percentage is cut off, never rounded",
    arguments: [
      (0, 3, "0%"), (5, 6, "83.3333…%"), (7, 8, "87.5%"), (1, 16, "6.25%"), (3, 3, "100%"),
      (9_999_999, 10_000_000, "99.9999…%"), (0, 0, "100%"),
    ])
  func percent(_ reached: Int, _ total: Int, _ shown: String) {
    #expect(CoverageFigure(reached: reached, total: total).shown == shown)
  }
}
