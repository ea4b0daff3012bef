import Testing

@testable import Backfill

@Suite("What arrives during a commit is committed together next")
struct GroupCommitTests {
  /// Records the groups that were committed; the first commit waits until it is let go.
  private actor Recorder {
    private(set) var groups: [[Int]] = []
    private var gate: CheckedContinuation<Void, Never>?
    private var isOpen = false

    func commit(_ items: [Int]) async -> [Int] {
      groups.append(items)
      if !isOpen { await withCheckedContinuation { gate = $0 } }
      return items.map { $0 * 10 }
    }

    func open() {
      isOpen = true
      gate?.resume()
      gate = nil
    }
  }

  @Test("every item gets its own reply, and waiting items share commits")
  func groups() async throws {
    let recorder = Recorder()
    let desk = GroupCommit<Int, Int>(largest: 100) { await recorder.commit($0) }
    let replies = try await withThrowingTaskGroup { group in
      for item in 0..<200 {
        group.addTask { (item, try await desk.submit(item)) }
      }
      while await recorder.groups.isEmpty { await Task.yield() }
      try await Task.sleep(for: .milliseconds(50))
      await recorder.open()
      var replies: [Int: Int] = [:]
      for try await (item, reply) in group { replies[item] = reply }
      return replies
    }
    #expect(replies.count == 200)
    #expect(replies.allSatisfy { $0.value == $0.key * 10 })
    let groups = await recorder.groups
    #expect(groups.count < 20)
    #expect(groups.allSatisfy { $0.count <= 100 })
    #expect(groups.flatMap(\.self).sorted() == Array(0..<200))
  }

  @Test("with a pause between commits, what comes during the pause shares one")
  func pause() async throws {
    let recorder = Recorder()
    await recorder.open()
    let clock = GatedClock()
    let desk = GroupCommit<Int, Int>(largest: 100, pause: .seconds(600), clock: clock) {
      await recorder.commit($0)
    }
    // Nothing was committed yet: it does not wait.
    #expect(try await desk.submit(0) == 0)
    try await withThrowingTaskGroup { group in
      for item in 1...50 { group.addTask { _ = try await desk.submit(item) } }
      while await desk.waitingCount < 49 { await Task.yield() }
      clock.open()
      try await group.waitForAll()
    }
    #expect(await recorder.groups.count == 2)
  }

  @Test("a full group does not wait for the end of the pause")
  func full() async throws {
    let recorder = Recorder()
    await recorder.open()
    let desk = GroupCommit<Int, Int>(largest: 1, pause: .seconds(600)) {
      await recorder.commit($0)
    }
    for item in 0..<3 { #expect(try await desk.submit(item) == item * 10) }
  }

  @Test("a commit that fails fails its own group, and the next one goes on")
  func failure() async throws {
    struct Refused: Error {}
    let desk = GroupCommit<Int, Int>(largest: 10) { items in
      if items.contains(13) { throw Refused() }
      return items
    }
    await #expect(throws: Refused.self) { try await desk.submit(13) }
    #expect(try await desk.submit(14) == 14)
  }

  @Test("replies that are missing are an error, not a trap")
  func missing() async {
    let desk = GroupCommit<Int, Int>(largest: 10) { _ in [] }
    await #expect(throws: GroupCommitFault.self) { try await desk.submit(1) }
  }
}

/// A clock whose sleeps end when it is told.
private final class GatedClock: Clock {
  private let gate = AsyncStream<Never>.makeStream()
  var now: ContinuousClock.Instant { .now }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    for await _ in gate.stream {}
  }

  func open() { gate.continuation.finish() }
}
