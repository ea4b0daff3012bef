import JSON

extension BatchResult {
  /// A line of an output or error file; nil where it names no request.
  init?(line: some Sequence<UInt8>, key: Secret?, now: Int64) {
    guard let line = try? JSONValue(parsing: Array(line)), let id = line["custom_id"]?.string
    else { return nil }
    if let response = line["response"], let status = response["status_code"]?.int64 {
      let body = response["body"] ?? .null
      let read = ChatResponseReader(
        response: HTTPResponse(
          status: Int(status), headers: [:], body: Array(body.serialized().utf8),
          timings: .init(connected: .zero, firstByte: .zero, total: .zero)),
        key: key, now: now)
      self.init(id: id, outcome: .executed(read.outcome()))
      return
    }
    let error = line["error"]
    let code = ProviderText.line(error?["code"]?.string ?? "", masking: key, limit: 80)
    let said = error?["message"]?.string ?? "the provider gives no reason"
    let message = ProviderText.line(said, masking: key)
    switch code {
    case "batch_expired", "batch_cancelled":
      self.init(id: id, outcome: .notExecuted(code: code, message: message))
    default:
      // An error without a response: nothing was executed, and it counts as a try.
      self.init(
        id: id,
        outcome: .executed(
          .failed(
            CallFailure(
              .serverError, message, billing: .notBilled, providerCode: code.isEmpty ? nil : code)))
      )
    }
  }
}
