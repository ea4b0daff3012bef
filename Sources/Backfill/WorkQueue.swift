/// A bounded queue between the one who claims tasks and those who ask them. It knows how many items
/// are still being worked on, so that the end of the work can be told from a lull.
actor WorkQueue<Item: Sendable> {
  private let capacity: Int
  private var items: [Item] = []
  /// Where the next item stands: to take out the first of an array moves all others.
  private var taken = 0
  private var handedOut = 0
  private var isFinished = false
  private var takers: [CheckedContinuation<Item?, Never>] = []
  private var filler: CheckedContinuation<Void, Never>?
  private var watcher: CheckedContinuation<Void, Never>?
  private var isTimeUp = false

  /// How many items were worked off.
  private(set) var completed = 0
  /// Items that were still waiting when the queue was finished, and those that were put back.
  private(set) var dropped: [Item] = []

  /// - Parameter capacity: The one who fills waits while so many items wait; one addition may
  ///   exceed it.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Whether nothing waits and nothing is being worked on.
  var isIdle: Bool { waiting == 0 && handedOut == 0 }

  private var waiting: Int { items.count - taken }

  /// Whether it is idle, and nothing was worked off since `completed` was `seen`.
  func isIdle(since seen: Int) -> Bool { isIdle && completed == seen }

  func add(_ new: [Item]) {
    if isFinished {
      dropped += new
      return
    }
    var rest = new[...]
    while !takers.isEmpty, let item = rest.popFirst() {
      handedOut += 1
      takers.removeFirst().resume(returning: item)
    }
    items.append(contentsOf: rest)
  }

  /// The next item; nil once the queue is finished. Each item has to be followed by `complete`.
  func next() async -> Item? {
    if isFinished { return nil }
    if waiting > 0 {
      let item = items[taken]
      taken += 1
      if taken * 2 >= items.count {
        items.removeFirst(taken)
        taken = 0
      }
      handedOut += 1
      if waiting < capacity { wakeFiller() }
      return item
    }
    wakeFiller()
    return await withCheckedContinuation { takers.append($0) }
  }

  /// Keeps an item that was handed out and that nobody will work off among those that were dropped.
  func putBack(_ item: Item) {
    dropped.append(item)
  }

  /// An item is worked off.
  func complete() {
    handedOut -= 1
    completed += 1
    wakeWatcher()
  }

  /// Something happened elsewhere that may have made more to do.
  func noteProgress() {
    completed += 1
    wakeWatcher()
  }

  /// Returns when fewer items wait than the capacity, or when the queue is finished.
  func waitForRoom() async {
    guard !isFinished, waiting >= capacity else { return }
    await withCheckedContinuation { filler = $0 }
  }

  /// Returns once more than `seen` items are worked off, after `limit`, or when the queue is
  /// finished.
  func waitForCompletion(past seen: Int, atMost limit: Duration, _ clock: any Clock<Duration>) async
  {
    isTimeUp = false
    await withTaskGroup { group in
      group.addTask { await self.watch(past: seen) }
      group.addTask {
        // Ends early when the other one was first.
        try? await clock.sleep(for: limit)
        await self.endWatch()
      }
      await group.next()
      group.cancelAll()
    }
  }

  /// Ends the queue; what still waits in it is kept in `dropped`.
  func finish() {
    isFinished = true
    dropped += items[taken...]
    items = []
    taken = 0
    for taker in takers { taker.resume(returning: nil) }
    takers = []
    wakeFiller()
    wakeWatcher()
  }

  private func watch(past seen: Int) async {
    guard !isFinished, !isTimeUp, completed == seen else { return }
    await withCheckedContinuation { watcher = $0 }
  }

  /// Also ends a watch that has not begun yet.
  private func endWatch() {
    isTimeUp = true
    wakeWatcher()
  }

  private func wakeFiller() {
    filler?.resume()
    filler = nil
  }

  private func wakeWatcher() {
    watcher?.resume()
    watcher = nil
  }
}
