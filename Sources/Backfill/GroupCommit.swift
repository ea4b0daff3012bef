/// Collects what arrives while a commit is under way, and commits it together next.
///
/// Whoever arrives first commits; whoever arrives meanwhile waits and is served by the next commit,
/// which one of them leads. So there is no task of its own to end, and under load the groups grow
/// by themselves. Between the beginnings of two commits there may be a least pause, so that many
/// small ones do not keep a database busy; whoever comes when nothing was committed for that long
/// does not wait.
actor GroupCommit<Item: Sendable, Reply: Sendable> {
  private enum Turn: Sendable {
    case served(Result<Reply, any Error>)
    /// Nobody commits now: lead the next group.
    case lead
  }

  private struct Waiting {
    let item: Item
    let continuation: CheckedContinuation<Turn, Never>
  }

  private let largest: Int
  private let pause: Duration
  private let clock: any Clock<Duration>
  private let commit: @Sendable ([Item]) async throws -> [Reply]
  private var waiting: [Waiting] = []
  private var isCommitting = false
  private var began: ContinuousClock.Instant?

  /// How many wait for the commit that is under way, or for the pause to end.
  var waitingCount: Int { waiting.count }

  /// - Parameters:
  ///   - largest: How many items go into one commit at most.
  ///   - pause: How much time lies at least between the beginnings of two commits.
  ///   - commit: Commits a group; gives one reply per item, in their order.
  init(
    largest: Int, pause: Duration = .zero, clock: any Clock<Duration> = ContinuousClock(),
    commit: @escaping @Sendable ([Item]) async throws -> [Reply]
  ) {
    self.largest = largest
    self.pause = pause
    self.clock = clock
    self.commit = commit
  }

  /// Commits `item` together with its neighbours, and gives its reply.
  ///
  /// - Throws: What the commit of its group threw.
  func submit(_ item: Item) async throws -> Reply {
    if isCommitting {
      let turn = await withCheckedContinuation {
        waiting.append(Waiting(item: item, continuation: $0))
      }
      if case .served(let result) = turn { return try result.get() }
    }
    isCommitting = true
    return try await lead(with: item)
  }

  private func lead(with item: Item) async throws -> Reply {
    await waitForTurn()
    let group = Array(waiting.prefix(largest - 1))
    waiting.removeFirst(group.count)
    let result: Result<[Reply], any Error>
    do {
      let replies = try await commit([item] + group.map(\.item))
      guard replies.count == group.count + 1 else { throw GroupCommitFault.missingReplies }
      result = .success(replies)
    } catch {
      result = .failure(error)
    }
    for (position, member) in group.enumerated() {
      member.continuation.resume(returning: .served(result.map { $0[position + 1] }))
    }
    if waiting.isEmpty {
      isCommitting = false
    } else {
      // The next leader's item is still its own: it leads with it.
      waiting.removeFirst().continuation.resume(returning: .lead)
    }
    return try result.map { $0[0] }.get()
  }

  /// Others go on arriving meanwhile, and so the group grows.
  private func waitForTurn() async {
    if let began, waiting.count + 1 < largest {
      let rest = pause - began.duration(to: .now)
      // Cancelled, it commits at once.
      if rest > .zero { try? await clock.sleep(for: rest) }
    }
    began = .now
  }
}

enum GroupCommitFault: Error {
  case missingReplies
}
