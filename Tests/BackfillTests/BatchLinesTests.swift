import Models
import Money
import Runs
import Testing

@testable import Backfill

@Suite("Results of a batch are matched with its lines")
struct BatchLinesTests {
  private let calls = (1...3).map { number in
    BatchCall(
      call: Int64(number),
      task: RunTask(
        id: Int64(10 + number), subject: "s", stage: "sort", tier: "sort", score: 0, attempts: 0),
      attempt: 1, most: .zero)
  }

  private func result(_ id: String, _ outcome: BatchResult.Outcome? = nil) -> BatchResult {
    BatchResult(id: id, outcome: outcome ?? .notExecuted(code: "batch_expired", message: ""))
  }

  @Test("A result is taken once, and only for a line that waits for it")
  func once() {
    var lines = BatchLines(calls)
    #expect(lines.take(result("t12-a1"))?.call == 2)
    for id in ["t12-a1", "t12-a2", "t99-a1", "", "t11-a1 ", "\u{0}"] {
      #expect(lines.take(result(id)) == nil, "\(id)")
    }
    #expect(lines.take(result("t11-a1"))?.call == 1)
    #expect(lines.missing.map(\.call) == [3])
    #expect(!lines.isEmpty)
  }

  @Test("What a model was asked is counted, settled before or not")
  func executed() {
    var lines = BatchLines(calls)
    let refused = CallFailure(.serverError, "no", billing: .notBilled, status: 500)
    let cut = CallFailure(.truncated, "half", billing: .uncertain, status: 200)
    _ = lines.take(result("t11-a1", .executed(.failed(refused))))
    #expect(lines.executed == 0)
    _ = lines.take(result("t12-a1", .executed(.failed(cut))))
    _ = lines.take(result("t12-a1", .executed(.failed(cut))))
    _ = lines.take(result("t1-a1", .executed(.failed(cut))))
    #expect(lines.executed == 2)
  }

  @Test("What has no result costs nothing only where the provider's count says that it cannot")
  func accounting() {
    var lines = BatchLines(calls)
    let cut = CallFailure(.truncated, "half", billing: .uncertain, status: 200)
    _ = lines.take(result("t12-a1", .executed(.failed(cut))))
    func accounts(_ state: ProviderBatch.State, _ answered: Int?) -> Bool {
      lines.accounts(
        for: ProviderBatch(
          id: "b", state: state, outputFile: nil, errorFile: nil, answered: answered))
    }
    #expect(accounts(.cutOff, 0) && accounts(.cutOff, 1))
    #expect(!accounts(.cutOff, 2))
    #expect(!accounts(.cutOff, nil))
    #expect(!accounts(.completed, 1))
  }
}

@Suite("Results that a provider counts, and that did not come, are missed")
struct BatchShortfallTests {
  struct Word: Sendable {
    let state: ProviderBatch.State
    var hasOutput = true
    var done: Int?
    var answered: Int?
    let isShort: Bool
  }

  // Two results came, and a model was asked for one of them.
  @Test(arguments: [
    Word(state: .completed, done: 2, answered: 1, isShort: false),
    Word(state: .completed, done: 3, answered: 1, isShort: true),
    Word(state: .completed, done: 2, answered: 2, isShort: true),
    Word(state: .completed, isShort: false),
    Word(state: .completed, hasOutput: false, isShort: true),
    Word(state: .cutOff, done: 3, answered: 2, isShort: true),
    Word(state: .cutOff, hasOutput: false, done: 0, answered: 0, isShort: false),
    Word(state: .cutOff, hasOutput: false, isShort: false),
  ])
  func shortfall(_ word: Word) {
    var lines = BatchLines([])
    let cut = CallFailure(.truncated, "half", billing: .uncertain, status: 200)
    _ = lines.take(BatchResult(id: "t1-a1", outcome: .executed(.failed(cut))))
    _ = lines.take(
      BatchResult(id: "t2-a1", outcome: .notExecuted(code: "batch_expired", message: "")))
    let batch = ProviderBatch(
      id: "b", state: word.state, outputFile: word.hasOutput ? "f" : nil, errorFile: nil,
      done: word.done, answered: word.answered)
    #expect(lines.isShort(of: batch) == word.isShort)
  }
}

@Suite("Batches are looked at ever less often while nothing happens")
struct BatchPaceTests {
  @Test("from every few seconds up to what the rules say, and soon again once something moved")
  func pace() {
    var pace = BatchPace(longest: .seconds(12))
    #expect(pace.isDue)
    var waits: [Duration] = []
    for _ in 1...4 {
      pace.looked(andMoved: false)
      waits.append(pace.untilDue)
      #expect(!pace.isDue)
      pace.pass(pace.untilDue)
      #expect(pace.isDue)
    }
    #expect(waits == [.seconds(7.5), .seconds(11.25), .seconds(12), .seconds(12)])
    pace.looked(andMoved: true)
    #expect(pace.untilDue == .seconds(5))
  }

  @Test("never less often than the rules say")
  func short() {
    var pace = BatchPace(longest: .milliseconds(200))
    pace.looked(andMoved: true)
    #expect(pace.untilDue == .milliseconds(200))
  }

  @Test("a queue that was too full gets half as much")
  func caps() async {
    let memory = BatchMemory(LeapingClock())
    #expect(await memory.cap(of: "small") == nil)
    await memory.lowerCap(of: "small", below: 41)
    #expect(await memory.cap(of: "small") == 20)
    await memory.lowerCap(of: "small", below: 1)
    #expect(await memory.cap(of: "small") == 1)
    #expect(await memory.cap(of: "large") == nil)
  }
}
