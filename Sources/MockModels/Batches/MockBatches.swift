import JSON

/// The files and batches that the mock holds, in memory.
actor MockBatches {
  struct File {
    let id: String
    let name: String
    let purpose: String
    let content: [UInt8]

    var body: JSONValue {
      [
        "id": .string(id), "object": "file", "bytes": .number(JSONNumber(content.count)),
        "created_at": 1_700_000_000, "filename": .string(name), "purpose": .string(purpose),
      ]
    }
  }

  private let configuration: MockConfiguration
  private let clock = ContinuousClock()
  /// In the order they came.
  private var files: [File] = []
  private var batches: [MockBatch] = []
  private var hasDropped = false
  private var (creations, looks, lateLooks) = (LookCounter(), LookCounter(), LookCounter())
  private var (uploads, downloads, halves) = (LookCounter(), LookCounter(), LookCounter())
  private var works = LookCounter()
  /// Answers one request as if it had come on its own; nil where its answer is lost.
  private let answer: @Sendable ([UInt8]) async -> (status: Int, body: JSONValue)?

  init(
    _ configuration: MockConfiguration,
    answer: @escaping @Sendable ([UInt8]) async -> (status: Int, body: JSONValue)?
  ) {
    self.configuration = configuration
    self.answer = answer
  }

  /// Whether the reply to such a request is to be lost: the first one's.
  func drops(_ kind: MockConfiguration.BatchDrop) -> Bool {
    guard configuration.batchDrop == kind, !hasDropped else { return false }
    hasDropped = true
    return true
  }

  /// Takes an upload.
  func upload(_ form: UploadForm) throws(APIError) -> File {
    if let most = configuration.batchFaults.goodUploads, !uploads.isAmongFirst(most, of: "") {
      throw .serverError
    }
    return add(name: form.name, purpose: form.purpose, content: form.content)
  }

  private func add(name: String, purpose: String, content: [UInt8]) -> File {
    let file = File(
      id: "file-mock-\(files.count + 1)", name: name, purpose: purpose, content: content)
    files.append(file)
    return file
  }

  /// What is downloaded of a file; nil where there is none.
  func content(of id: String) -> [UInt8]? {
    guard let file = files.first(where: { $0.id == id }),
      !downloads.isAmongFirst(configuration.batchFaults.hiddenDownloads, of: id)
    else { return nil }
    guard halves.isAmongFirst(configuration.batchFaults.halfDownloads, of: id) else {
      return file.content
    }
    return Array(file.content.prefix(file.content.count / 2))
  }

  /// A page of files, the latest first.
  func files(purpose: String?, after: String?, limit: Int) -> JSONValue {
    let wanted = files.reversed().filter { purpose == nil || $0.purpose == purpose }
    return page(wanted.map { ($0.id, $0.body) }, after: after, limit: limit)
  }

  /// - Throws: `APIError` in OpenAI's words.
  func create(_ request: JSONValue) throws(APIError) -> JSONValue {
    guard request["endpoint"] == .string(MockBatchRequest.endpoint) else {
      throw .invalid("The mock has batches of /v1/chat/completions only.", "endpoint")
    }
    guard request["completion_window"] == "24h" else {
      throw .invalid("The completion window is 24h.", "completion_window")
    }
    guard let id = request["input_file_id"]?.string,
      let file = files.first(where: { $0.id == id && $0.purpose == "batch" })
    else { throw .invalid("There is no such input file.", "input_file_id") }
    if creations.isAmongFirst(configuration.batchFaults.refusedCreations, of: "") {
      throw .invalid("The mock refuses this batch.", nil)
    }
    var (requests, errors) = MockBatchRequest.read(file.content)
    if let most = configuration.batchQueueTokens, isQueueFull(with: requests, most: most) {
      errors = [MockBatchRequest.queueFull(most)]
    }
    let name = "batch_mock_\(batches.count + 1)"
    let (shortest, longest) = (
      configuration.batchDelay.lowerBound, configuration.batchDelay.upperBound
    )
    var random = RandomSource(configuration.seed, contentHash(name.utf8), 0xDE1A)
    let batch = MockBatch(
      id: name, inputFile: id, metadata: request["metadata"] ?? .null,
      due: clock.now + shortest + (longest - shortest) * random.unit(),
      requests: requests, errors: errors, status: errors.isEmpty ? .inProgress : .failed)
    batches.append(batch)
    return batch.body
  }

  private func isQueueFull(with requests: [MockBatchRequest], most: Int) -> Bool {
    let waiting = batches.filter { $0.status == .inProgress }.flatMap(\.requests) + requests
    return waiting.reduce(0) { $0 + $1.promptTokens } > most
  }

  /// A page of batches, the latest first.
  func batches(after: String?, limit: Int) -> JSONValue {
    page(batches.reversed().map { ($0.id, $0.body) }, after: after, limit: limit)
  }

  /// How far a batch is; nil where there is none.
  func batch(_ id: String) async -> JSONValue? {
    let faults = configuration.batchFaults
    guard let batch = batches.first(where: { $0.id == id }),
      !looks.isAmongFirst(faults.hiddenLooks, of: id)
    else { return nil }
    if batch.status == .inProgress, clock.now >= batch.due {
      await work(off: batch, expiring: configuration.batchExpireRate, as: .expired)
    }
    var found = batches.first { $0.id == id }
    if let status = found?.status, status != .inProgress,
      lateLooks.isAmongFirst(faults.namelessLooks, of: id)
    {
      found?.outputFile = nil
      found?.errorFile = nil
    }
    return found?.body
  }

  /// Ends a batch with half of it executed.
  func cancel(_ id: String) async throws(APIError) -> JSONValue? {
    guard let batch = batches.first(where: { $0.id == id }) else { return nil }
    guard batch.status == .inProgress else {
      throw .invalid("A batch that is \(batch.status.rawValue) cannot be cancelled.", nil)
    }
    await work(off: batch, expiring: 0.5, as: .cancelled)
    return batches.first { $0.id == id }?.body
  }

  /// - Parameters:
  ///   - share: of the requests, 0 to 1, that are not executed.
  ///   - cutOff: what the batch is then.
  private func work(off batch: MockBatch, expiring share: Double, as cutOff: MockBatch.Status) async
  {
    var done = batch
    // Two who ask at once: the first one works.
    guard let place = batches.firstIndex(where: { $0.id == batch.id && $0.status == .inProgress })
    else { return }
    done.status = .completed
    batches[place].status = .completed
    var random = RandomSource(configuration.seed, contentHash(batch.id.utf8), 0xBA7C)
    let isBusy = works.isAmongFirst(configuration.batchFaults.busyBatches, of: "")
    var output: [JSONValue] = []
    var errors: [JSONValue] = []
    for request in batch.requests {
      if random.chance(share) {
        done.status = cutOff
        errors.append(unexecuted(request, cutOff))
        continue
      }
      let answered =
        isBusy ? (429, APIError.rateLimited.body) : await answer(request.body)
      guard let (status, body) = answered else { continue }
      let line: JSONValue = [
        "id": .string("batch_req_\(request.id)"), "custom_id": .string(request.id),
        "response": [
          "status_code": .number(JSONNumber(status)), "request_id": "mock", "body": body,
        ],
        "error": .null,
      ]
      if status == 200 || configuration.batchFaults.mixesFiles {
        output.append(line)
      } else {
        errors.append(line)
      }
    }
    if cutOff == .cancelled { done.status = .cancelled }
    if configuration.batchFaults.endsFailed { done.status = .failed }
    (done.executed, done.failed) = (output.count, errors.count)
    done.outputFile = keep(output, as: "output", of: batch, &random)
    done.errorFile = keep(errors, as: "error", of: batch, &random)
    batches[place] = done
  }

  private func unexecuted(_ request: MockBatchRequest, _ status: MockBatch.Status) -> JSONValue {
    let isExpired = status == .expired
    return [
      "id": .string("batch_req_\(request.id)"), "custom_id": .string(request.id),
      "response": .null,
      "error": [
        "code": isExpired ? "batch_expired" : "batch_cancelled",
        "message": isExpired
          ? "This request could not be executed before the completion window expired."
          : "This request was not executed because the batch was cancelled.",
      ],
    ]
  }

  /// Keeps lines in another order than they were asked in; nil where there are none.
  private func keep(
    _ lines: [JSONValue], as kind: String, of batch: MockBatch, _ random: inout RandomSource
  ) -> String? {
    if lines.isEmpty { return nil }
    var shuffled = lines
    for place in stride(from: shuffled.count - 1, to: 0, by: -1) {
      shuffled.swapAt(place, random.index(below: place + 1))
    }
    var content = shuffled.map { $0.serialized() + "\n" }.joined()
    if configuration.batchNoise { content = "no JSON\n\n{}\n\(content)\(Self.stranger)\(content)" }
    return add(
      name: "\(batch.id)_\(kind).jsonl", purpose: "batch_output", content: Array(content.utf8)
    ).id
  }

  /// A result for a request that nobody made.
  private static let stranger =
    #"{"custom_id": "t0-a1", "response": {"status_code": 200, "body": {}}, "error": null}"# + "\n"

  private func page(
    _ items: [(id: String, body: JSONValue)], after: String?, limit: Int
  ) -> JSONValue {
    let start = after.flatMap { id in items.firstIndex { $0.id == id } }.map { $0 + 1 } ?? 0
    let rest = items[min(start, items.count)...]
    let shown = rest.prefix(max(1, limit))
    return [
      "object": "list", "data": .array(shown.map(\.body)),
      "first_id": shown.first.map { .string($0.id) } ?? .null,
      "last_id": shown.last.map { .string($0.id) } ?? .null,
      "has_more": .bool(shown.count < rest.count),
    ]
  }
}
