import Foundation
import JSON
import Testing

private let rules = "rules/vehicle-images/v1.yaml"

@Suite("A prompt can be seen before it is sent")
struct PromptTests {
  private let scene: Scene
  private let subject: String

  init() async throws {
    scene = try await Scene(on: .sqlite)
    subject = try #require(
      try await scene.query(
        "SELECT id FROM vehicle_images WHERE vehicle_id IS NOT NULL AND image_url IS NOT NULL "
          + "ORDER BY id LIMIT 1"
      ).first)
  }

  private func prompt(_ stage: String, _ more: String...) async throws -> Program.Output {
    try await scene.start(["prompt", rules, "--subject", subject, "--stage", stage] + more).wait()
  }

  @Test("as the body of the request, with the image and the answer's schema")
  func body() async throws {
    let output = try await prompt("organize")
    try #require(output.status == 0, "\(output.stderr)")
    let body = try JSONValue(parsing: output.stdout)
    #expect(body["model"] == "gpt-4o-mini")
    #expect(body["max_completion_tokens"] == 400)
    #expect(body.value(at: ["response_format", "json_schema", "strict"]) == true)
    let parts = try #require(body["messages"]?.array?.last?["content"]?.array)
    #expect(parts.first?["text"]?.string?.hasPrefix("You sort photographs") == true)
    let image = try await scene.query(
      "SELECT image_url FROM vehicle_images WHERE id = '\(subject)'")
    #expect(parts.last?.value(at: ["image_url", "url"])?.string == image.first)
    #expect(parts.last?.value(at: ["image_url", "detail"]) == "low")
  }

  @Test("as the text alone, below what goes with it")
  func text() async throws {
    let output = try await prompt("organize", "--format", "text")
    #expect(output.status == 0)
    let lines = output.stdout.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.prefix(2) == ["model:  gpt-4o-mini", "detail: low"])
    #expect(lines[2].hasPrefix("image:  https://") && lines[3].isEmpty)
    #expect(
      lines[4] == "You sort photographs of one collector vehicle so that they can be found again.")
  }

  @Test("an image that is written out is cut short")
  func dataImage() async throws {
    let url = "data:image/png;base64," + String(repeating: "A", count: 5000)
    _ = try await scene.query(
      "UPDATE vehicle_images SET image_url = '\(url)' WHERE id = '\(subject)'")
    let output = try await prompt("organize")
    let parts = try JSONValue(parsing: output.stdout)["messages"]?.array?.last?["content"]?.array
    #expect(
      parts?.last?.value(at: ["image_url", "url"])?.string
        == "data:image/png;base64,AAAAAAAAAAAAAAAAAA… (5022 characters)")
    #expect(!output.stdout.contains(String(repeating: "A", count: 100)))
  }

  @Test("an earlier answer that is not there yet is told, and quoted as nothing")
  func missingAnswer() async throws {
    let output = try await prompt("identify", "--tier", "confirm", "--format", "text")
    try #require(output.status == 0, "\(output.stderr)")
    #expect(output.stderr.contains("'organize' has not answered yet"))
    #expect(output.stdout.contains("sorted this photograph as , , condition"))
  }

  @Test("an earlier answer that is there is quoted")
  func keptAnswer() async throws {
    try await scene.startMock()
    let run = try await scene.gearbox("run", rules, "--provider", "mock", "--yes")
    try #require(run.status == 0, "\(run.stderr)")
    let angle = try #require(
      try await scene.query(
        "SELECT ai_scan_metadata -> 'tier_1_analysis' ->> 'angle' FROM vehicle_images "
          + "WHERE id = '\(subject)'"
      ).first)
    let output = try await prompt(
      "identify", "--tier", "confirm", "--format", "text", "--provider", "mock")
    try #require(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.contains("sorted this photograph as \(angle), "))
    #expect(!output.stderr.contains("has not answered yet"))
  }

  @Test(
    "what is not there is said, with the nearest name",
    arguments: [
      (["--stage", "identfy"], "did you mean 'identify'?"),
      (["--stage", "identify", "--tier", "confrm"], "did you mean 'confirm'?"),
      (["--stage", "organize", "--subject", "nobody"], "no row whose id is 'nobody'"),
    ])
  func unknown(_ arguments: [String], _ said: String) async throws {
    let subject = arguments.contains("--subject") ? [] : ["--subject", subject]
    let output = try await scene.start(["prompt", rules] + subject + arguments).wait()
    #expect(output.status == 64 && output.stdout.isEmpty)
    #expect(output.stderr.contains(said), "\(output.stderr)")
  }

  @Test("a subject without an image cannot be asked by a stage that sends one")
  func noImage() async throws {
    _ = try await scene.query("UPDATE vehicle_images SET image_url = NULL")
    let output = try await prompt("organize")
    #expect(output.status == 64 && output.stdout.isEmpty)
    #expect(output.stderr.contains("cannot be asked"), "\(output.stderr)")
  }
}
