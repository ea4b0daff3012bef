import Foundation
import JSON
import Testing

/// Rounds of the proof: a few with every run of the tests, `GEARBOX_STRESS_ROUNDS=200` by hand.
private let rounds = Int(ProcessInfo.processInfo.environment["GEARBOX_STRESS_ROUNDS"] ?? "") ?? 2

@Suite("A budget holds, whatever happens", .serialized)
struct BudgetProofTests {
  private static let workers = 8
  private static let rows = 160
  private static let budget = "0.45"

  @Test(
    """
    eight workers at concurrency 64 that are killed, time out after billing and are refused for \
    the rate: the server never bills more than the budget
    """,
    arguments: 0..<rounds)
  func proof(_ round: Int) async throws {
    let stages = Stage.available
    var random = SystemRandomNumberGenerator()
    let notes = try await Notes(
      on: stages[round % stages.count], rows: Self.rows,
      limits: "{ budget: \(Self.budget), concurrency: 64, claim: 20, attempts: 4, timeout: 400ms }")
    let scene = notes.scene
    try await scene.startMock(
      "--seed", "\(round)", "--latency", "5ms..80ms", "--fail-rate", "0.1", "--invalid-rate", "0.1",
      "--lose-rate", "0.05", "--rate-limit", "60/1s")
    var running = [try notes.run()]
    let id = try await notes.startedRun()
    for _ in 1..<Self.workers { running.append(try scene.start(["work", "--run", id])) }

    // Some are killed at some time, others come in their place, until the budget or time is up.
    let end = Date().addingTimeInterval(6)
    while Date() < end, running.contains(where: \.process.isRunning) {
      try await Task.sleep(for: .milliseconds(Int.random(in: 50...600, using: &random)))
      guard let place = running.indices.randomElement(using: &random),
        running[place].process.isRunning
      else { continue }
      running[place].send(SIGKILL)
      _ = try await running[place].wait()
      running[place] = try scene.start(["work", "--run", id])
    }
    for worker in running where worker.process.isRunning { worker.send(SIGKILL) }
    for worker in running { _ = try await worker.wait() }

    // What the server has taken in before its clients died it bills yet.
    try await Task.sleep(for: .milliseconds(300))
    let billed = try await serverBill(scene)
    let status = try await scene.json("status")
    let counted = try ["billed", "uncertain", "reserved"].reduce(Decimal.zero) { sum, name in
      sum + (try decimal(try #require(status["cost"]?[name]?.string)))
    }
    print(
      "round \(round): the server billed \(billed), gearbox counts \(counted) of \(Self.budget); "
        + "\(status["calls"]?.int64 ?? 0) calls, \(status["tasks"]?["done"]?.int64 ?? 0) tasks done"
    )
    #expect(billed <= (try decimal(Self.budget)))
    #expect(counted <= (try decimal(Self.budget)))
    #expect(billed <= counted, "the server billed what the ledger does not know of")
    #expect(billed > 0)
    #expect(try await notes.answeredTwice() == ["0"])
    #expect(try await notes.heldTwice() == ["0"])
  }

  /// What the server billed by its own books, in US dollars.
  private func serverBill(_ scene: Scene) async throws -> Decimal {
    let address = scene.mockURL.replacing("/v1", with: "/stats")
    let output = try await Running("/usr/bin/env", ["curl", "-sS", "--fail", address]).wait()
    let tokens = try #require(
      try JSONValue(parsing: output.stdout)["tokens"], "\(output.stderr)")
    let input = try #require(tokens["prompt"]?.int64)
    let answer = try #require(tokens["completion"]?.int64)
    return (Decimal(input) * (try decimal("0.01")) + Decimal(answer) * 1000) / 1_000_000
  }

  private func decimal(_ text: String) throws -> Decimal {
    try #require(Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")), "\(text)")
  }
}
