import JSON
import MockModels
import Testing

@testable import Models

@Suite("Batches, between OpenAI's client and the mock")
struct BatchTests {
  @Test func `Every request is answered, by its id, in another order than it was asked`()
    async throws
  {
    let ids = (1...40).map { "t\($0)-a1" }
    let (results, batch, own) = try await withMock { mock in
      let batches = try mock.batches()
      let batch = try await batches.submit(ids, named: "gearbox-1")
      let ended = try await batches.batch(batch.id)
      let file = try #require(ended.outputFile)
      // The same question on its own.
      let own = try await mock.provider().complete(question("about t7-a1"))
      return (try await batches.all(in: file), ended, own)
    }
    #expect(batch.state == .completed)
    #expect(batch.errorFile == nil)
    #expect(results.map(\.id) != ids)
    #expect(results.map(\.id).sorted() == ids.sorted())
    for result in results {
      guard case .executed(.answered(let reply)) = result.outcome else {
        Issue.record("\(result.id) was not answered: \(result.outcome)")
        continue
      }
      #expect(reply.usage != nil)
      #expect(try JSONSchema(imageSchema).validate(JSONValue(parsing: reply.text)).isEmpty)
    }
    guard case .answered = own else {
      Issue.record("the mock does not answer outside of batches: \(own)")
      return
    }
  }

  @Test func `What expires is told from what is answered, and nothing is missing`() async throws {
    let ids = (1...60).map { "t\($0)-a1" }
    let (answered, expired, state) = try await withMock {
      $0.batchExpireRate = 0.3
    } _: { mock in
      let batches = try mock.batches()
      let ended = try await batches.batch(try await batches.submit(ids, named: "gearbox-2").id)
      let output = try await batches.all(in: try #require(ended.outputFile))
      let errors = try await batches.all(in: try #require(ended.errorFile))
      return (output, errors, ended.state)
    }
    #expect(state == .cutOff)
    #expect((answered + expired).map(\.id).sorted() == ids.sorted())
    #expect((5...40).contains(expired.count))
    for result in expired {
      guard case .notExecuted("batch_expired", let message) = result.outcome else {
        Issue.record("\(result.id) is said to be \(result.outcome)")
        continue
      }
      #expect(message == "This request could not be executed before the completion window expired.")
    }
  }

  @Test func `Errors of single requests are failures as those of calls are`() async throws {
    let ids = (1...60).map { "t\($0)-a1" }
    let (results, statistics) = try await withMock {
      $0.failRate = 0.5
    } _: { mock in
      let batches = try mock.batches()
      let ended = try await batches.batch(try await batches.submit(ids, named: "gearbox-3").id)
      return (
        try await batches.all(in: try #require(ended.errorFile)), try await mock.statistics()
      )
    }
    var reasons: [CallFailure.Reason: Int] = [:]
    for result in results {
      guard case .executed(.failed(let failure)) = result.outcome else { continue }
      reasons[failure.reason, default: 0] += 1
      #expect(failure.billing == .notBilled)
      #expect(failure.isRetryable)
    }
    #expect(Set(reasons.keys) == [.rateLimited, .serverError])
    #expect(reasons.values.reduce(0, +) == results.count)
    #expect(statistics["answered"]?.int64 == Int64(60 - results.count))
  }

  @Test func `What was uploaded and created is found again by its name, across pages`()
    async throws
  {
    try await withMock { mock in
      let batches = try mock.batches()
      #expect(try await batches.file(named: "gearbox-4") == nil)
      #expect(try await batches.batch(named: "gearbox-4") == nil)
      let file = try await batches.upload(batches.lines(["t1-a1"], "gearbox-4"), named: "gearbox-4")
      #expect(try await batches.batch(named: "gearbox-4") == nil)
      let batch = try await batches.create(from: file, named: "gearbox-4")
      // A page holds 100 batches.
      for number in 0..<120 { _ = try await batches.create(from: file, named: "other-\(number)") }
      #expect(try await batches.file(named: "gearbox-4") == file)
      #expect(try await batches.batch(named: "gearbox-4")?.id == batch.id)
      #expect(try await batches.batch(named: "gearbox") == nil)
    }
  }

  @Test func `A batch that is cancelled keeps what was executed`() async throws {
    let ids = (1...50).map { "t\($0)-a1" }
    try await withMock {
      $0.batchDelay = .seconds(3600) ... .seconds(3600)
    } _: { mock in
      let batches = try mock.batches()
      let batch = try await batches.submit(ids, named: "gearbox-5")
      #expect(try await batches.batch(batch.id).state == .open)
      try await batches.cancel(batch.id)
      let ended = try await batches.batch(batch.id)
      #expect(ended.state == .cutOff)
      let output = try await batches.all(in: try #require(ended.outputFile))
      let errors = try await batches.all(in: try #require(ended.errorFile))
      #expect((output + errors).map(\.id).sorted() == ids.sorted())
      for result in errors {
        guard case .notExecuted("batch_cancelled", _) = result.outcome else {
          Issue.record("\(result.id) is said to be \(result.outcome)")
          continue
        }
      }
    }
  }

  @Test func `A faulty file is refused as a whole, with the reason`() async throws {
    try await withMock { mock in
      let batches = try mock.batches()
      let batch = try await batches.submit(["t1-a1", "t1-a1"], named: "gearbox-6")
      #expect(
        batch.state
          == .refused(
            BatchRefusal(message: "The custom_id 't1-a1' is taken.", isQueueFull: false)))
    }
  }

  @Test func `What the provider does not know is a failure that no waiting mends`() async throws {
    try await withMock { mock in
      let batches = try mock.batches()
      for id in ["batch_mock_9", "../files", ".."] {
        let failure = await #expect(throws: CallFailure.self) {
          _ = try await batches.batch(id)
        }
        #expect(failure?.isRetryable == false)
      }
      let statistics = try await mock.statistics()
      // The second leads nowhere else, and the third never left.
      #expect(statistics["failed"]?["404"]?.int64 == 2)
    }
  }

  @Test(arguments: [
    (
      #"{"custom_id": "a", "response": null, "error": {"code": "other", "message": "no"}}"#,
      CallFailure.Reason.serverError
    ),
    (
      #"{"custom_id": "a", "response": {"status_code": 400, "body": {"error": {"message": "x"}}}}"#,
      .rejected
    ),
    (#"{"custom_id": "a", "response": {"status_code": 200, "body": []}}"#, .unreadableReply),
    (#"{"custom_id": "a", "response": {"status_code": 200}}"#, .unreadableReply),
    (#"{"custom_id": "a"}"#, .serverError),
  ])
  func `Whatever a line says of a request is an outcome`(
    line: String, reason: CallFailure.Reason
  ) throws {
    let result = try #require(BatchResult(line: Array(line.utf8), key: nil, now: 0))
    guard case .executed(.failed(let failure)) = result.outcome else {
      Issue.record("\(line) is read as \(result.outcome)")
      return
    }
    #expect(failure.reason == reason)
  }

  @Test(arguments: ["", "[]", "{", #"{"id": "a"}"#, #"{"custom_id": 1}"#])
  func `A line that names no request is none`(line: String) {
    #expect(BatchResult(line: Array(line.utf8), key: nil, now: 0) == nil)
  }
}

extension RunningMock {
  fileprivate func batches() throws -> OpenAIBatches {
    OpenAIBatches(endpoint: try Endpoint(baseURL: url), http: client)
  }
}

extension OpenAIBatches {
  fileprivate func lines(_ ids: [String], _ name: String) async throws -> BatchFile {
    var file = try BatchFile(named: name)
    for id in ids { try file.append(try await line(question("about \(id)"), id: id)) }
    try file.finish()
    return file
  }

  fileprivate func submit(_ ids: [String], named name: String) async throws -> ProviderBatch {
    try await create(from: try await upload(lines(ids, name), named: name), named: name)
  }

  fileprivate func all(in file: String) async throws -> [BatchResult] {
    var results = try await results(in: file, maxBytes: 1 << 30)
    var all: [BatchResult] = []
    while let line = try results.next() {
      if case .result(let result) = line { all.append(result) }
    }
    return all
  }
}
