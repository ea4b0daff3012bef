import Foundation
import JSON
import Testing

@Suite("Several workers at one run")
struct WorkersTests {
  @Test(
    "join and leave at any time, one of them by being killed: each task is answered once",
    arguments: Stage.available)
  func comeAndGo(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 400, limits: "{ concurrency: 4, claim: 10 }")
    let scene = notes.scene
    try await scene.startMock("--latency", "200ms")
    let first = try notes.run()
    let id = try await notes.startedRun()
    let second = try scene.start(["work", "--run", id])
    let third = try scene.start(["work", "--run", id])
    let callers = "SELECT count(DISTINCT worker) FROM gearbox_calls"
    #expect(try await eventually { try await scene.query(callers) == ["3"] })
    first.send(SIGKILL)
    third.send(SIGINT)
    #expect(try await third.wait().status == 130)
    #expect(try await first.wait().status == 137)
    let last = try await second.wait()
    #expect(last.status == 0, "\(last.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 400)
    // It is done: there is nothing to join.
    let late = try await scene.gearbox("work", "--run", id)
    #expect(late.status == 64 && late.stderr.contains("is done"))
  }

  @Test("stop when the run is cancelled, and the same command goes on", arguments: Stage.available)
  func cancel(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 400, limits: "{ concurrency: 2, claim: 5 }")
    let scene = notes.scene
    try await scene.startMock("--latency", "50ms")
    let first = try notes.run()
    let id = try await notes.startedRun()
    let second = try scene.start(["work", "--run", id])
    #expect(
      try await eventually { try await scene.json("status")["workers"]?.array?.count == 2 })
    let cancel = try await scene.gearbox("cancel", "--run", id)
    #expect(cancel.status == 0)
    #expect(cancel.stderr.contains("2 workers asked to stop"))
    #expect(cancel.stderr.contains("gearbox run \(notes.rules)"))
    for worker in [first, second] {
      let output = try await worker.wait()
      #expect(output.status == 130)
      #expect(output.stderr.contains("cancelled from elsewhere"))
    }
    let status = try await scene.json("status")
    #expect(status["state"] == "drained" && status["reason"] == "cancelled")
    #expect(status["tasks"]?["leased"] == 0 && status["cost"]?["reserved"] == "0")
    let again = try await notes.run().wait()
    #expect(again.status == 0, "\(again.stderr)")
    #expect(try await scene.json("status")["run"]?.string == id)
    try await notes.expectExactlyOneAnswer(rows: 400)
  }

  @Test("keep the rates of the rules together", arguments: Stage.available)
  func rates(on stage: Stage) async throws {
    let notes = try await Notes(
      on: stage, rows: 60, limits: "{ concurrency: 8, claim: 5, requests_per_minute: 1200 }")
    let scene = notes.scene
    try await scene.startMock()
    let first = try notes.run()
    let second = try scene.start(["work", "--run", try await notes.startedRun()])
    #expect(try await first.wait().status == 0)
    // It may have come when nothing was left.
    let late = try await second.wait()
    #expect([0, 64].contains(late.status), "\(late.stderr)")
    // Twenty a second, and twenty more that were there at the start: never more in any second.
    let most = try await scene.query(
      stage == .postgres
        ? """
        SELECT max(n) FROM (SELECT count(*) OVER (ORDER BY sent_at
          RANGE BETWEEN CURRENT ROW AND '1 second' FOLLOWING) AS n FROM gearbox_calls) AS w
        """
        : """
        SELECT max(n) FROM (SELECT count(*) OVER (ORDER BY julianday(sent_at) * 86400.0
          RANGE BETWEEN CURRENT ROW AND 1.0 FOLLOWING) AS n FROM gearbox_calls) AS w
        """)
    // What is granted for a moment may be sent a moment later, beside what is granted then.
    #expect(Int(most.first ?? "") ?? 999 <= 50, "\(most)")
  }

  @Test("go on when the database drops their connections")
  func droppedConnections() async throws {
    guard let url = Stage.postgresURL else { return }
    let notes = try await Notes(on: .postgres, rows: 300, limits: "{ concurrency: 4, claim: 10 }")
    let scene = notes.scene
    try await scene.startMock("--latency", "30ms")
    let run = try notes.run()
    let schema = try #require(scene.database.split(separator: "%3D").last)
    for step in 1...4 {
      #expect(try await eventually { try await notes.answered() > step * 40 })
      // Just then it may have none, where it lost them a moment ago.
      let hasEnded = try await eventually {
        let ended = try await Running(
          "/usr/bin/env",
          [
            "psql", url, "-XAtqc",
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE application_name = '\(schema)'
            """,
          ]
        ).wait()
        return Int(ended.stdout.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 0
      }
      #expect(hasEnded)
    }
    let output = try await run.wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 300)
  }

  @Test("wait for a subject that somebody has locked, and ask nothing again")
  func lockedSubject() async throws {
    guard Stage.postgresURL != nil else { return }
    let notes = try await Notes(on: .postgres, rows: 60)
    let scene = notes.scene
    try await scene.startMock()
    let lock = try Running(
      "/usr/bin/env",
      [
        "psql", scene.database, "-XAtqc",
        "BEGIN; SELECT id FROM notes WHERE id = 7 FOR UPDATE; SELECT pg_sleep(300); COMMIT",
      ])
    #expect(
      try await eventually {
        try await scene.query(
          "SELECT count(*) FROM (SELECT id FROM notes FOR UPDATE SKIP LOCKED) AS free") == ["59"]
      })
    let run = try notes.run("--log-format", "text")
    let id = try await notes.startedRun()
    let other = try scene.start(["work", "--run", id, "--log-format", "text"])
    #expect(
      try await eventually {
        let workers = try await scene.json("status", "--run", id)["workers"]?.array ?? []
        return workers.contains { $0["paused"]?.string?.contains("another session") == true }
      })
    _ = try await scene.query(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = current_setting('application_name') AND query LIKE '%pg_sleep(300)%'
        AND pid <> pg_backend_pid()
      """)
    #expect(try await lock.wait().stderr.contains("terminating connection"))
    let outputs = try await [run.wait(), other.wait()]
    #expect(outputs.map(\.status) == [0, 0], "\(outputs.map(\.stderr))")
    #expect(outputs.contains { $0.stderr.contains("another session holds the lock") }, "\(outputs)")
    try await notes.expectExactlyOneAnswer(rows: 60)
    #expect(try await scene.json("status")["cost"]?["uncertain"] == "0")
  }
}
