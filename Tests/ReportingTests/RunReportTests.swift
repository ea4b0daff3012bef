import JSON
import Money
import Reporting
import Runs
import Testing

@Suite("A run is reported")
struct RunReportTests {
  private func usd(_ text: String) -> USD { USD(text) ?? .zero }

  private var status: RunStatus {
    RunStatus(
      run: Run(
        id: "r1", ruleSet: "images", version: 3, digest: "sha256:ab", state: .budget,
        budget: usd("18"),
        estimated: EstimatedCost(low: usd("4.2734"), expected: usd("12.10811"), high: usd("16")),
        reroute: "mock", startedAt: "2026-11-24T10:00:00.000Z"),
      tasks: TaskCounts([.done: 2_734, .failed: 2, .ready: 1]),
      cost: RunCost(billed: usd("0.2734"), reserved: usd("0"), uncertain: usd("0.005")),
      calls: 2_740,
      stages: [
        StageStatus(
          name: "organize", tasks: TaskCounts([.done: 2_734, .failed: 2, .ready: 1]),
          calls: 2_740, billed: usd("0.2734"),
          tiers: [TierStatus(name: "organize", model: "mini", calls: 2_740, billed: usd("0.2734"))]
        )
      ],
      failures: [FailureCount(outcome: "refused", example: "no\u{7}", tasks: 2)])
  }

  @Test("to a person")
  func text() {
    #expect(
      status.text(on: Screen()) == """
        run r1, images@3: budget
        started 2026-11-24T10:00:00.000Z
        every call goes to mock

        stage      done  ready  waiting  leased  failed  skipped  calls  billed
        organize  2,734      1        0       0       2        0  2,740   $0.27
        ───────────────────────────────────────────────────────────────────────
        total     2,734      1        0       0       2        0  2,740   $0.27

        estimated  $12.11  $4.27 to $16.00
        billed      $0.27
        uncertain  $0.005  for calls whose outcome nobody knows
        budget     $18.00

        tasks  not answered for  for example
            2  refused           no␇

        """)
  }

  @Test("to a program, under the promised keys")
  func json() {
    #expect(
      status.json.object?.keys.prefix(9)
        == ["run", "ruleset", "version", "digest", "state", "tasks", "cost", "calls", "stages"])
    #expect(
      status.json["tasks"] == [
        "done": 2734, "ready": 1, "waiting": 0, "leased": 0, "failed": 2, "skipped": 0,
      ])
    #expect(status.json["cost"]?["estimated"] == "12.10811")
    #expect(status.json["cost"]?["billed"] == "0.2734")
    #expect(status.json["state"] == "budget")
  }

  private var batched: RunStatus {
    func batch(_ name: String, _ state: BatchState, _ done: Int, _ age: Int64) -> BatchStatus {
      BatchStatus(
        name: name, provider: "openai", model: "mini", state: state, requests: 1_200, done: done,
        open: state == .settled ? 0 : 1_200, plannedAt: "2026-11-24T10:00:00.000Z",
        ageSeconds: age, batchID: state == .planned ? nil : "batch_1")
    }
    return RunStatus(
      run: status.run, tasks: status.tasks, cost: status.cost, calls: status.calls,
      stages: status.stages, failures: [],
      batches: [
        batch("r1-a", .settled, 1_200, 9_000), batch("r1-b", .created, 340, 3_900),
        batch("r1-c", .planned, 0, 59),
      ])
  }

  @Test("with the batches that are open")
  func batches() throws {
    #expect(
      batched.text(on: Screen()).contains(
        """

        batch  model  state    lines done     of        age
        r1-b   mini   created         340  1,200  1 h 5 min
        r1-c   mini   planned           0  1,200       59 s
        and 1 settled before

        """), "\(batched.text(on: Screen()))")
    #expect(
      batched.openBatchesLine
        == "2 batches at the provider: 340 of 2,400 lines done, the oldest 1 h 5 min old")
    #expect(
      batched.batchesLeftLine
        == "2 batches with 2,400 lines stay at the provider and will be billed; the same command "
        + "takes the answers.")
    #expect(status.openBatchesLine == nil && status.batchesLeftLine == nil)
    let all = try #require(batched.json["batches"]?.array)
    #expect(all.count == 3)
    #expect(
      all[1] == [
        "name": "r1-b", "provider": "openai", "model": "mini", "state": "created", "lines": 1200,
        "done": 340, "open": 1200, "planned_at": "2026-11-24T10:00:00.000Z", "age_seconds": 3900,
        "batch": "batch_1",
      ])
  }

  private var call: Call {
    Call(
      id: 7, run: "r1", subject: "a,\"b\"", stage: "identify", tier: "infer", score: 20,
      model: "mini", provider: "mock", attempt: 2, state: .settled, reserved: usd("0.005"),
      declared: usd("0.005"), metered: nil, billed: usd("0"),
      usage: TokenUsage(input: 100, cachedInput: 0, output: 20), outcome: "invalid",
      detail: "line\nbreak\u{1B}", sentAt: "2026-11-24T10:00:00.123Z",
      settledAt: "2026-11-24T10:00:01.000Z")
  }

  @Test("a call as CSV quotes what would break the line")
  func csv() {
    #expect(
      call.csv == """
        7,r1,"a,""b""\",identify,infer,20,mini,mock,2,settled,invalid,0,0.005,,0.005,100,0,20,\
        2026-11-24T10:00:00.123Z,2026-11-24T10:00:01.000Z,"line
        break\u{1B}",,\r

        """)
    #expect(csvLine(Call.csvHeader).hasPrefix("id,run,subject,"))
    #expect(csvLine(["", nil]) == "\"\",\r\n")
  }

  @Test("the ledger as a table has its titles once")
  func table() {
    var table = CallTable()
    table.add(call)
    #expect(
      table.takeText(on: Screen(width: 100)) == """
        sent            subject  score  stage           outcome  billed  detail
        11-24 10:00:00  a,"b"       20  identify.infer  invalid   $0.00  line break␛

        """)
    #expect(table.takeText(on: Screen()) == "")
    table.add(call)
    #expect(table.takeText(on: Screen()).hasPrefix("11-24"))
  }

  @Test("published versions")
  func versions() {
    let version = PublishedVersion(
      ruleSet: "images", version: 3, digest: "sha256:" + String(repeating: "ab", count: 32),
      publishedAt: "2026-11-24T10:00:00.000Z", runs: 2)
    #expect(
      PublishedVersion.table(of: [version], on: Screen()) == """
        ruleset  version  runs  published                 digest
        images         3     2  2026-11-24T10:00:00.000Z  sha256:abababababab

        """)
    #expect(version.json["runs"] == 2)
  }
}
