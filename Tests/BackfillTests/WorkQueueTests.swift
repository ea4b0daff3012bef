import Testing

@testable import Backfill

@Suite("A queue hands out each item once and knows when nothing is left")
struct WorkQueueTests {
  @Test("every item is handed out exactly once to many takers")
  func once() async {
    let queue = WorkQueue<Int>(capacity: 10)
    let taken = await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          var mine: [Int] = []
          while let item = await queue.next() {
            mine.append(item)
            await queue.complete()
          }
          return mine
        }
      }
      for start in stride(from: 0, to: 1000, by: 50) {
        await queue.waitForRoom()
        await queue.add(Array(start..<start + 50))
      }
      while await !queue.isIdle { await Task.yield() }
      await queue.finish()
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(taken.sorted() == Array(0..<1000))
    #expect(await queue.completed == 1000)
  }

  @Test("an item that is handed out and not worked off keeps the queue from being idle")
  func idle() async {
    let queue = WorkQueue<Int>(capacity: 10)
    #expect(await queue.isIdle)
    await queue.add([1])
    #expect(await !queue.isIdle)
    #expect(await queue.next() == 1)
    #expect(await !queue.isIdle)
    await queue.complete()
    #expect(await queue.isIdle)
  }

  @Test("finishing wakes everyone and keeps what nobody took")
  func finish() async {
    let queue = WorkQueue<Int>(capacity: 1)
    await queue.add([1, 2, 3])
    #expect(await queue.next() == 1)
    async let room: Void = queue.waitForRoom()
    await queue.finish()
    await room
    #expect(await queue.next() == nil)
    await queue.add([4])
    #expect(await queue.dropped == [2, 3, 4])
  }

  @Test("what is put back is kept with what nobody took")
  func putBack() async {
    let queue = WorkQueue<Int>(capacity: 10)
    await queue.add([1, 2])
    #expect(await queue.next() == 1)
    await queue.putBack(1)
    await queue.complete()
    await queue.finish()
    #expect(await queue.dropped.sorted() == [1, 2])
  }

  @Test("waiting for a completion ends with it, or with time")
  func completion() async {
    let queue = WorkQueue<Int>(capacity: 1)
    await queue.waitForCompletion(past: 0, atMost: .milliseconds(10), ContinuousClock())
    await queue.add([1])
    _ = await queue.next()
    async let waited: Void = queue.waitForCompletion(
      past: 0, atMost: .seconds(600), ContinuousClock())
    await queue.complete()
    await waited
  }
}
