import Foundation
import JSON
import Testing

@Suite("A run is watched")
struct WatchingTests {
  @Test("from elsewhere, line by line, until it ends")
  func watch() async throws {
    let notes = try await Notes(on: .sqlite, rows: 150, limits: "{ concurrency: 4 }")
    let scene = notes.scene
    try await scene.startMock("--latency", "30ms")
    let run = try notes.run()
    _ = try await notes.startedRun()
    let text = try scene.start(["status", "--watch"])
    let json = try scene.start(["status", "--watch", "--format", "json"])
    #expect(try await run.wait().status == 0)
    let seen = try await text.wait()
    #expect(seen.status == 0)
    #expect(seen.stdout.hasPrefix("sort "), "a line of progress first")
    #expect(seen.stdout.contains(", notes@1: done\n"), "the whole status last")
    let lines = try await json.wait().stdout.split(separator: "\n").map {
      try JSONValue(parsing: String($0))
    }
    #expect(lines.first?["state"] == "running")
    #expect(lines.last?["state"] == "done")
  }

  @Test("until nobody is at it any more, however they went")
  func killed() async throws {
    let notes = try await Notes(on: .sqlite, rows: 150, limits: "{ concurrency: 4 }")
    let scene = notes.scene
    try await scene.startMock("--latency", "600s")
    let run = try notes.run()
    let id = try await notes.startedRun()
    let watch = try scene.start(["status", "--watch"])
    let isLeased = try await eventually {
      try await scene.json("status")["tasks"]?["leased"]?.int64 ?? 0 > 0
    }
    #expect(isLeased)
    run.send(SIGKILL)
    _ = try await run.wait()
    let seen = try await watch.wait()
    #expect(seen.status == 0)
    #expect(seen.stdout.contains("run \(id), notes@1: running\n"))
    #expect(seen.stderr.contains("Continue with:\n"))
  }

  @Test("by its log, every line an object, without any key", arguments: Stage.available)
  func log(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 30, key: "METER_API_KEY")
    let scene = notes.scene
    try await scene.startMock("--fail-rate", "0.1", "--invalid-rate", "0.2")
    let key = "sk-proj-never-to-be-seen-0123456789"
    let file = scene.folder.appendingPathComponent("run.log")
    var outputs: [String] = []
    for arguments in [
      ["run", notes.rules, "--yes", "--log-format", "json"],
      ["run", notes.rules, "--yes", "--retry-failed", "--log-file", file.path],
      ["status"], ["status", "--format", "json"], ["calls", "--failed"],
      ["calls", "--format", "json"],
    ] {
      let output = try await scene.start(arguments, ["METER_API_KEY": key]).wait()
      #expect([0, 3].contains(output.status), "\(output.stderr)")
      outputs += [output.stdout, output.stderr]
    }
    let lines = try outputs[1].split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    for line in lines {
      for name in ["time", "level", "message"] { #expect(line[name]?.string != nil, "\(line)") }
    }
    let calls = lines.filter { $0["message"] == "call" }
    #expect(calls.count >= 30)
    for call in calls {
      #expect(
        call.object?.keys.prefix(11)
          == [
            "time", "level", "message", "run", "subject", "stage", "score", "tier", "model",
            "cost", "duration",
          ])
      #expect(call["outcome"]?.string != nil)
    }
    let status = try JSONValue(parsing: outputs[6])
    let outcomes = try #require(status["outcomes"]?.array)
    #expect(outcomes.allSatisfy { $0["mean_ms"]?.int64 != nil })
    #expect(
      outcomes.compactMap { $0["calls"]?.int64 }.reduce(0, +) == status["calls"]?.int64)

    if stage == .sqlite {
      for name in try FileManager.default.contentsOfDirectory(atPath: scene.folder.path) {
        let path = scene.folder.appendingPathComponent(name)
        if let data = try? Data(contentsOf: path) {
          outputs.append(String(decoding: data, as: UTF8.self))
        }
      }
    } else {
      for table in try await scene.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
      {
        outputs += try await scene.query("SELECT * FROM \(table)")
      }
    }
    for output in outputs { #expect(!output.contains(key)) }
  }
}
