/// Collects what arrives while a commit is under way, and commits it together next.
///
/// Whoever arrives first commits; whoever arrives meanwhile waits and is served by the next commit,
/// which one of them leads. So there is no task of its own to end, and under load the groups grow
/// by themselves.
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
  private let commit: @Sendable ([Item]) async throws -> [Reply]
  private var waiting: [Waiting] = []
  private var isCommitting = false

  /// - Parameters:
  ///   - largest: How many items go into one commit at most.
  ///   - commit: Commits a group; gives one reply per item, in their order.
  init(largest: Int, commit: @escaping @Sendable ([Item]) async throws -> [Reply]) {
    self.largest = largest
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
}

enum GroupCommitFault: Error {
  case missingReplies
}
