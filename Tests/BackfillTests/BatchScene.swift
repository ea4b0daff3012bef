import Diagnostics
import Foundation
import JSON
import Logging
import MockModels
import Models
import Money
import Planning
import Runs
import Testing

@testable import Backfill
@testable import Storage

/// Notes that are asked in batches: a run in a database of its own, against a mock of its own, by a
/// clock that nobody waits for.
struct BatchScene {
  let database: Database
  let plan: RoutingPlan
  let run: Run
  let provider: OpenAIBatches
  let mock: RunningMock
  let clock = LeapingClock()
  let log = LogBook()

  /// - Parameters:
  ///   - rows: How many notes there are.
  ///   - limits: The rule file's `limits`, as a flow mapping.
  ///   - image: The address of each note's image; nil where none is sent.
  ///   - providerKeys: More keys of the provider.
  static func with(
    _ kind: BatchDatabase, rows: Int, limits: String = "{ batch_poll: 1m }", budget: String? = nil,
    image: String? = nil, providerKeys: String? = nil,
    _ configure: (inout MockConfiguration) -> Void = { _ in },
    _ body: (BatchScene) async throws -> Void
  ) async throws {
    let plan = try compile(limits, sendsImage: image != nil, providerKeys)
    try await withMock(configure) { mock in
      try await kind.withDatabase { database in
        try await database.write { session in
          let json = session.dialect == .postgres ? "jsonb" : "json"
          try session.script(
            "CREATE TABLE notes (id bigint PRIMARY KEY, image text, answers \(json));")
          _ = try session.copyIn(
            "notes", columns: ["id", "image"],
            rows: (1...rows).map { [.int(Int64($0)), .text(orNull: image)] })
        }
        _ = try await database.publish(plan)
        let run = try await database.planRun(
          plan, budget: budget.flatMap { USD($0) },
          estimated: EstimatedCost(low: .zero, expected: .zero, high: .zero), reroute: nil)
        let endpoint = try Endpoint(baseURL: mock.url)
        let images = ImageInlining(
          ChatCompletionsProvider(endpoint: endpoint, http: mock.client), http: mock.client,
          access: ImageAccess(allowsPrivateAddresses: true), maxBytes: 1 << 20,
          inlinesAddresses: image != nil)
        try await body(
          BatchScene(
            database: database, plan: plan, run: run,
            provider: OpenAIBatches(endpoint: endpoint, http: mock.client, images: images),
            mock: mock))
      }
    }
  }

  /// A worker that looks after the run's batches.
  ///
  /// - Parameter address: Of the provider; the mock's where nil.
  func worker(
    stop: Stop = Stop(), isEnding: Bool = false, address: String? = nil
  ) throws -> BatchWork {
    let elsewhere = try address.map {
      OpenAIBatches(endpoint: try Endpoint(baseURL: $0), http: mock.client)
    }
    let backfill = try Backfill(
      database: database, plan: plan, run: run, providers: [:],
      batchProviders: ["local": elsewhere ?? provider], worker: Worker(), stop: stop,
      logger: Logger(label: "test") { _ in log }, clock: clock, random: { 0.5 })
    return BatchWork(
      backfill: backfill, isOver: { false }, onAnswers: {}, isEnding: isEnding)
  }

  /// A batch of ready tasks whose file did not leave yet.
  ///
  /// - Parameter most: What each of its calls is reserved at.
  func plan(
    _ limit: Int = 10_000, by work: BatchWork, most: USD = .zero
  ) async throws -> Batch {
    let (run, worker) = (run.id, work.backfill.worker)
    let tasks = try await database.claimTasks(
      run: run, worker: worker, limit: limit, leaseMilliseconds: 60_000
    ).tasks
    let calls = tasks.map { task in
      BatchReservation(
        Reservation(
          task: task, model: "small", provider: "local", attempt: 1, most: most, declared: nil),
        tokens: 1)
    }
    _ = try await database.fillBatch(
      named: "\(run)-planned", calls, run: run, worker: worker, leaseMilliseconds: 60_000)
    return try #require(try await batches(of: work).first)
  }

  /// The open batches that a worker has, or may take.
  func batches(of work: BatchWork) async throws -> [Batch] {
    try await database.takeBatches(
      run: run.id, worker: work.backfill.worker, leaseMilliseconds: 60_000)
  }

  func outlook() async throws -> BatchOutlook {
    try await database.batchOutlook(run: run.id, stages: [0], worker: Worker())
  }

  /// Leaves the batches of a worker as its end would.
  func leave(_ work: BatchWork) async throws {
    try await database.releaseBatches(run: run.id, worker: work.backfill.worker)
  }

  /// How many questions the mock answered, each of which is billed.
  func answered() async throws -> Int? {
    let statistics = try await mock.fetch("/stats")
    return statistics["answered"]?.int64.map { Int($0) }
  }

  /// How many batches the provider has.
  func created() async throws -> Int {
    try await mock.fetch("/v1/batches?limit=1000")["data"]?.array?.count ?? 0
  }

  func status() async throws -> RunStatus {
    try #require(try await database.status(ofRun: run.id))
  }

  /// The outcomes of calls, and how many have each.
  func outcomes() async throws -> [String: Int] {
    try await database.read { session in
      let rows = try session.query(
        "SELECT coalesce(outcome, ''), count(*) FROM gearbox_calls GROUP BY outcome")
      return try Dictionary(
        uniqueKeysWithValues: rows.map { (try $0.text(0), Int(try $0.int(1))) })
    }
  }

  /// Every note is answered, and nothing else was paid for.
  func expectPaidOnce(rows: Int) async throws {
    let status = try await status()
    #expect(status.tasks[.done] == rows)
    #expect(status.cost.uncertain == .zero && status.cost.reserved == .zero)
    #expect(try await answered() == rows)
  }

  /// Lets the settlement of one call fail, as a database does that is gone meanwhile.
  func breakSettlement(ofCall id: Int64) async throws {
    try await database.write { session in
      guard session.dialect == .postgres else {
        _ = try session.execute(
          """
          CREATE TRIGGER broken BEFORE UPDATE OF state ON gearbox_calls WHEN NEW.id = \(id)
          BEGIN SELECT RAISE(ABORT, 'broken'); END
          """)
        return
      }
      _ = try session.execute(
        """
        CREATE FUNCTION break_it() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RAISE EXCEPTION ''broken''; END'
        """)
      _ = try session.execute(
        """
        CREATE TRIGGER broken BEFORE UPDATE OF state ON gearbox_calls FOR EACH ROW
        WHEN (NEW.id = \(id)) EXECUTE FUNCTION break_it()
        """)
    }
  }

  func mendSettlement() async throws {
    try await database.write { session in
      let table = session.dialect == .postgres ? " ON gearbox_calls" : ""
      _ = try session.execute("DROP TRIGGER broken\(table)")
    }
  }

  private static func compile(
    _ limits: String, sendsImage: Bool, _ providerKeys: String?
  ) throws -> RoutingPlan {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("gearbox-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("prompts"), withIntermediateDirectories: true)
    let files = [
      "notes.yaml": """
      ruleset: notes
      version: 1
      subjects: { table: notes, key: id, answers: answers\(sendsImage ? ", image: image" : "") }
      stages:
        sort: { model: small, cost: 0.01, prompt: sort.v1, store: sorted, execution: batch }
      limits: \(limits)
      """,
      "models.yaml": """
      as_of: 2026-11-24
      models:
        small: { provider: local, per_million: { input: 1, output: 1 }, batch_discount: 0.5 }
      providers:
        local:
          { base_url: "http://127.0.0.1:9/v1", metered: false\(providerKeys.map { ", " + $0 } ?? "") }
      """,
      "prompts/sort.v1.yaml": """
      prompt: sort
      version: 1
      \(sendsImage ? "detail: low" : "")
      max_output_tokens: 5
      template: sort note {{subject.id}}
      answer:
        type: object
        required: [fine]
        properties: { fine: { type: boolean } }
      """,
    ]
    for (name, text) in files {
      try text.write(
        to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    var diagnostics = DiagnosticList()
    let plan = PlanLoader().load(
      folder.appendingPathComponent("notes.yaml").path, into: &diagnostics)
    let faults = diagnostics.diagnostics.filter { $0.severity == .error }
    return try #require(plan, "\(DiagnosticRenderer(color: false).render(faults))")
  }
}
