import JSON

/// One batch that the mock works off: a while after it was created, all at once.
struct MockBatch {
  enum Status: String {
    case inProgress = "in_progress"
    case failed, completed, expired, cancelled
  }

  let id: String
  let inputFile: String
  let metadata: JSONValue
  /// When it is worked off.
  let due: ContinuousClock.Instant
  let requests: [MockBatchRequest]
  /// What is wrong with its file; empty where nothing is.
  let errors: [JSONValue]
  var status: Status
  var outputFile: String?
  var errorFile: String?
  var executed = 0
  var failed = 0

  var body: JSONValue {
    [
      "id": .string(id), "object": "batch", "endpoint": .string(MockBatchRequest.endpoint),
      "errors": errors.isEmpty ? .null : ["object": "list", "data": .array(errors)],
      "input_file_id": .string(inputFile), "completion_window": "24h",
      "status": .string(status.rawValue),
      "output_file_id": outputFile.map { .string($0) } ?? .null,
      "error_file_id": errorFile.map { .string($0) } ?? .null,
      "created_at": 1_700_000_000,
      "request_counts": [
        "total": .number(JSONNumber(requests.count)), "completed": .number(JSONNumber(executed)),
        "failed": .number(JSONNumber(failed)),
      ],
      "metadata": metadata,
    ]
  }
}

/// One line of a batch's input.
struct MockBatchRequest {
  let id: String
  /// What would stand in the body of a request on its own.
  let body: [UInt8]
  let promptTokens: Int

  static let endpoint = "/v1/chat/completions"
  /// What OpenAI takes in one batch.
  static let mostRequests = 50_000
  static let mostBytes = 200_000_000

  /// Reads a file of lines.
  ///
  /// - Returns: the requests, and what is wrong with the file.
  static func read(_ file: [UInt8]) -> (requests: [MockBatchRequest], errors: [JSONValue]) {
    if file.count > mostBytes {
      return ([], [error("file_too_large", "The file is too large.", 0)])
    }
    var requests: [MockBatchRequest] = []
    var errors: [JSONValue] = []
    var ids: Set<String> = []
    var models: Set<String> = []
    for (number, line) in file.split(separator: UInt8(ascii: "\n")).enumerated() {
      guard let value = try? JSONValue(parsing: Array(line)), let id = value["custom_id"]?.string,
        value["method"] == "POST", value["url"] == .string(endpoint), let body = value["body"]
      else {
        errors.append(error("invalid_json_line", "This line is no request.", number + 1))
        continue
      }
      if !ids.insert(id).inserted {
        errors.append(error("duplicate_custom_id", "The custom_id '\(id)' is taken.", number + 1))
      }
      models.insert(body["model"]?.string ?? "")
      let bytes = Array(body.serialized().utf8)
      let tokens = (try? ChatQuestion(bytes))?.promptTokens ?? 0
      requests.append(MockBatchRequest(id: id, body: bytes, promptTokens: tokens))
    }
    if models.count > 1 {
      errors.append(error("mismatched_model", "All requests must name the same model.", 0))
    }
    if requests.isEmpty { errors.append(error("empty_file", "The file has no requests.", 0)) }
    if requests.count > mostRequests {
      errors.append(error("too_many_requests", "The file has too many requests.", 0))
    }
    return (requests, errors)
  }

  static func queueFull(_ most: Int) -> JSONValue {
    error(
      "token_limit_exceeded",
      "Enqueued token limit reached (mock): at most \(most) tokens may wait in batches.", 0)
  }

  private static func error(_ code: String, _ message: String, _ line: Int) -> JSONValue {
    [
      "code": .string(code), "message": .string(message),
      "line": line == 0 ? .null : .number(JSONNumber(line)),
    ]
  }
}
