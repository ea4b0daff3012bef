import Planning
import Runs
import Testing

@testable import Storage

@Suite("Fragments of SQL from rule files can neither write nor run for ever")
struct FragmentTests {
  @Test("a fragment that waits for a chance to write has none")
  func writes() async throws {
    guard TestDatabase.postgresURL != nil else { return }
    let fragment = """
      { sql: "CASE WHEN current_setting('transaction_read_only') = 'off' \
      THEN nextval('tick')::float8 ELSE 0 END", type: double, default: 0 }
      """
    let plan = try compile(
      chainRules.replacing("{ column: size, type: double, default: 0 }", with: fragment))
    try await TestDatabase.postgres.withDatabase { database in
      try await database.write { session in
        try session.script(chainSchema + "CREATE SEQUENCE tick;")
        try session.execute("INSERT INTO items (id) VALUES ('\(RunFixture.subject(1))')")
      }
      _ = try await database.profile(of: [plan])
      _ = try await database.publish(plan)
      let run = try await database.planRun(plan, budget: nil, estimated: noEstimate, reroute: nil)
      // Where reading may not write, the fragment behaves; and planning goes on to write tasks.
      let (called, tasks) = try await database.read { session in
        (
          try session.queryOne("SELECT is_called::int FROM tick")?.int(0),
          try session.queryOne(
            "SELECT count(*) FROM gearbox_tasks WHERE run = $1", [.text(run.id)])?
            .int(0)
        )
      }
      #expect(called == 0)
      #expect(tasks ?? 0 > 0)
    }
  }

  @Test("a statement ends at the time that the command set", arguments: TestDatabase.all)
  func endless(kind: TestDatabase) async throws {
    try await kind.withURL { url in
      let database = try await Database.open(
        url, access: .create, statementTimeout: .milliseconds(100))
      let error = try await storageError {
        try await database.read {
          _ = try $0.query(ConnectionsCancellationTests.endless(kind))
        }
      }
      #expect(error.kind == .timeout)
      await database.close()
    }
  }
}
