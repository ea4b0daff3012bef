import Diagnostics
import Planning
import Runs
import Testing

@testable import Storage

@Suite("A published version never changes")
struct RegistryTests {
  @Test("Publishing twice is once", arguments: TestDatabase.all)
  func twice(_ kind: TestDatabase) async throws {
    let plan = try examplePlan()
    try await kind.withDatabase { database in
      #expect(try await database.publishedVersions().isEmpty)
      let first = try await database.publish(plan)
      #expect(first.isNew && first.version.digest == plan.digest && first.version.runs == 0)
      #expect(first.version.publishedAt.hasSuffix("Z"))
      let second = try await database.publish(plan)
      #expect(!second.isNew && second.version == first.version)
      #expect(try await database.publishedVersions() == [first.version])
      #expect(try await database.publishedVersions(of: "another").isEmpty)
    }
  }

  @Test(
    "A version's plan can be compiled again from what was recorded", arguments: TestDatabase.all)
  func recorded(_ kind: TestDatabase) async throws {
    let plan = try examplePlan()
    try await kind.withDatabase { database in
      #expect(try await database.publishedSources(of: plan.name, version: 1) == nil)
      _ = try await database.publish(plan)
      let files = try #require(try await database.publishedSources(of: plan.name, version: 1))
      #expect(files == plan.sources)
      var diagnostics = DiagnosticList()
      #expect(PlanLoader().load(recorded: files, into: &diagnostics)?.digest == plan.digest)
      #expect(try await database.publishedSources(of: plan.name, version: 2) == nil)
      #expect(try await database.publishedSources(of: "another", version: 1) == nil)
    }
  }

  @Test("A what-if is no version", arguments: TestDatabase.all)
  func whatIf(_ kind: TestDatabase) async throws {
    var diagnostics = DiagnosticList()
    let setting = try #require(Setting.read("score.receipts.each=6", into: &diagnostics))
    let plan = try #require(
      PlanLoader(settings: [setting]).load(
        "\(checkout)/rules/vehicle-images/v1.yaml", into: &diagnostics))
    try await kind.withDatabase { database in
      await #expect {
        try await database.publish(plan)
      } throws: { ($0 as? StorageError)?.message.contains("what-if") == true }
      let versions = try await database.publishedVersions()
      #expect(versions.isEmpty)
    }
  }

  @Test(
    "Another digest under the same version is refused, with what differs",
    arguments: TestDatabase.all)
  func conflict(_ kind: TestDatabase) async throws {
    let original = try compile(chainRules)
    try await kind.withDatabase { database in
      _ = try await database.publish(original)
      _ = try await database.publish(
        try compile(chainRules.replacing("version: 1", with: "version: 4")))
      let changes = [
        (chainRules.replacing("each: 5", with: "each: 6"), ["score"]),
        (chainRules.replacing("default: 0", with: "default: 1"), ["facts"]),
        (chainRules.replacing("grade > 5", with: "grade > 6"), ["stages"]),
        (chainRules.replacing("key: id", with: "key: id, where: 1 = 1"), ["subjects"]),
      ]
      for (text, sections) in changes {
        await #expect {
          try await database.publish(try compile(text))
        } throws: { error in
          guard let conflict = error as? VersionConflict else { return false }
          return conflict.changed == sections && conflict.nextFreeVersion == 5
            && conflict.description.contains("items@1")
            && conflict.description.contains("differs in \(sections[0]); publish it as version 5")
        }
      }
      let prompt = ["ask.v1": askPrompt.replacing("What is it?", with: "What is that?")]
      await #expect {
        try await database.publish(try compile(chainRules, prompts: prompt))
      } throws: { ($0 as? VersionConflict)?.changed == ["prompts"] }
      // Layout does not decide anything.
      let spaced = chainRules.replacing("sort.fine && size", with: "sort.fine  &&  size")
      #expect(try await !database.publish(try compile(spaced)).isNew)
    }
  }

  @Test("Two processes may migrate and publish at once", arguments: TestDatabase.all)
  func concurrently(_ kind: TestDatabase) async throws {
    let plan = try examplePlan()
    try await kind.withURL { url in
      _ = try await Database.open(url, access: .create).close()
      let published = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 {
          group.addTask {
            let database = try await Database.open(url)
            let isNew = try await database.publish(plan).isNew
            await database.close()
            return isNew
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(published == 1)
    }
  }

  @Test("A database that a newer gearbox has changed is refused", arguments: TestDatabase.all)
  func newer(_ kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      try await database.migrate()
      try await database.migrate()
      try await database.write { session in
        try session.execute(
          """
          INSERT INTO gearbox_migrations (version, name, applied_at)
          VALUES (99, 'from the future', \(session.dialect.now))
          """)
      }
      let writing = try await storageError { try await database.migrate() }
      #expect(writing.message.contains("newer gearbox"))
      let reading = try await storageError { try await database.publishedVersions() }
      #expect(reading.message.contains("newer gearbox"))
    }
  }

  @Test("Both databases have the same tables with the same columns")
  func sameSchema() async throws {
    var schemas: [[String: [String]]] = []
    for kind in TestDatabase.all {
      try await kind.withDatabase { database in
        try await database.migrate()
        schemas.append(
          try await database.read { session in
            try Dictionary(
              uniqueKeysWithValues: session.tableNames().map { name in
                (name, try session.table(named: name)?.columns.map(\.name) ?? [])
              })
          })
      }
    }
    #expect(Set(schemas).count == 1)
    #expect(
      schemas[0].keys.sorted() == [
        "gearbox_answers", "gearbox_batches", "gearbox_calls", "gearbox_canaries",
        "gearbox_migrations", "gearbox_rates", "gearbox_rule_versions", "gearbox_runs",
        "gearbox_tasks", "gearbox_workers",
      ])
  }
}
