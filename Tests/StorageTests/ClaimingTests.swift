import Foundation
import Money
import Runs
import Testing

@testable import Storage

@Suite("A task is one worker's at a time")
struct ClaimingTests {
  @Test("Workers that claim at once share the tasks among them", arguments: TestDatabase.all)
  func concurrentClaims(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 60) { fixture in
      let claimed = try await withThrowingTaskGroup(of: [Int64].self) { group in
        for _ in 0..<6 {
          group.addTask {
            let worker = Worker()
            var ids: [Int64] = []
            while true {
              let tasks = try await fixture.claim(7, as: worker)
              if tasks.isEmpty { return ids }
              ids += tasks.map(\.id)
            }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(claimed.count == 120)
      #expect(Set(claimed).count == 120)
    }
  }

  @Test(
    "Earlier stages come first, and the claim says when to ask again", arguments: TestDatabase.all)
  func order(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 3) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      func claim(_ worker: Worker, _ limit: Int) async throws -> Claim {
        try await database.claimTasks(
          run: run, worker: worker, limit: limit, leaseMilliseconds: 600_000)
      }
      let first = try await claim(fixture.worker, 3)
      #expect(first.tasks.map(\.stage) == ["sort", "sort", "sort"])
      #expect(first.moreInMilliseconds == 0)
      let rest = try await claim(fixture.worker, 10)
      #expect(rest.tasks.map(\.stage) == ["gap", "gap", "gap"])
      #expect(rest.moreInMilliseconds == nil)
      let other = try await claim(Worker(), 10)
      #expect(other.tasks.isEmpty)
      #expect((1...600_000).contains(other.moreInMilliseconds ?? 0))
      try await database.releaseTasks([rest.tasks[0]], run: run, worker: fixture.worker)
      #expect(try await claim(Worker(), 10).tasks.map(\.id) == [rest.tasks[0].id])
    }
  }

  @Test(
    "A lease that ran out is taken back, and its calls become uncertain",
    arguments: TestDatabase.all)
  func expiry(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 2, budget: "1") { fixture in
      let slow = Worker()
      let held = try await fixture.claim(2, as: slow, lease: 30)
      _ = try await fixture.send([held[0]], most: "0.25", as: slow)
      try await Task.sleep(for: .milliseconds(50))
      let again = try await fixture.claim(2)
      #expect(Set(again.map(\.id)) == Set(held.map(\.id)))
      #expect(again.first { $0.id == held[0].id }?.attempts == 1)
      let cost = try await fixture.status().cost
      #expect(cost == RunCost(billed: .zero, reserved: .zero, uncertain: USD("0.25")!))
      // What it held is not its own any more.
      let replies = try await fixture.database.reserve(
        held.map { fixture.reservation($0) }, run: fixture.run.id, worker: slow)
      #expect(replies == [.leaseLost, .leaseLost])
      #expect(
        try await fixture.database.renewLeases(
          run: fixture.run.id, worker: slow, leaseMilliseconds: 1000) == 0)
    }
  }

  @Test("Renewed leases do not run out", arguments: TestDatabase.all)
  func renewal(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      _ = try await fixture.claim(2, lease: 30)
      let renewed = try await fixture.database.renewLeases(
        run: fixture.run.id, worker: fixture.worker, leaseMilliseconds: 30_000)
      #expect(renewed == 2)
      try await Task.sleep(for: .milliseconds(50))
      #expect(try await fixture.claim(as: Worker()).isEmpty)
    }
  }

  @Test("What a process on this host left behind is void at once", arguments: TestDatabase.all)
  func deadWorkers(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 2) { fixture in
      let dead = try await deadWorker()
      let parts = fixture.worker.name.split(separator: "|", omittingEmptySubsequences: false)
      let elsewhere = Worker(name: "elsewhere|" + parts.dropFirst().joined(separator: "|"))
      let orphan = try await fixture.claim(1, as: dead)
      _ = try await fixture.send(orphan, most: "0.1", as: dead)
      _ = try await fixture.claim(1, as: elsewhere)
      _ = try await fixture.claim(1)
      let recovery = try await fixture.database.recoverRun(fixture.run.id)
      #expect(recovery == Recovery(tasks: 1, calls: 1, uncertain: USD("0.1")!))
      #expect(try await fixture.database.recoverRun(fixture.run.id) == Recovery())
      #expect(try await fixture.status().tasks[.leased] == 2)
    }
  }

  @Test("A worker knows whether another is gone")
  func liveness() async throws {
    let own = Worker()
    #expect(!own.isGone && own != Worker())
    #expect(try await deadWorker().isGone)
    var parts = own.name.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    // Its process id is in use again.
    parts[2] = "1" + parts[2]
    #expect(Worker(name: parts.joined(separator: "|")).isGone)
    #expect(!Worker(name: "nonsense").isGone)
    #expect(!Worker(name: "elsewhere|1|2|3").isGone)
  }
}

/// A worker of a process that ran on this host and has ended.
func deadWorker() async throws -> Worker {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/true")
  try process.run()
  process.waitUntilExit()
  var parts = Worker().name.split(separator: "|", omittingEmptySubsequences: false)
    .map(String.init)
  parts[1] = String(process.processIdentifier)
  return Worker(name: parts.joined(separator: "|"))
}
