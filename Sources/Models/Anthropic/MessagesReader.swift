import JSON

/// Reads one HTTP response as an Anthropic message. Every byte of it is the server's word and may
/// be wrong, missing or meant to harm.
struct MessagesReader {
  let response: HTTPResponse
  /// Masked in whatever is quoted from the response.
  let key: Secret?
  /// Seconds since 1970.
  let now: Int64

  func outcome() -> CallOutcome {
    let body = try? JSONValue(parsing: response.body)
    guard (200..<300).contains(response.status) else {
      return .failed(
        CallFailure(status: response, body, key: key, now: now, rateLimit: rateLimit))
    }
    guard let body, body.object != nil else {
      let beginning = ProviderText.line(response.body, masking: key)
      return .failed(
        failure(.unreadableReply, "the reply is not a JSON object: \(beginning)", in: nil))
    }
    return message(body)
  }

  private func message(_ body: JSONValue) -> CallOutcome {
    guard let content = body["content"]?.array else {
      let said = ProviderErrorBody(body, key: key).message.map { ": \($0)" } ?? ""
      return .failed(failure(.noAnswer, "the reply has no content\(said)", in: body))
    }
    // Beside text there may be what the model thought, which is no part of its answer.
    let text = content.filter { $0["type"] == "text" }.compactMap { $0["text"]?.string }.joined()
    let stop = body["stop_reason"]?.string.map { ProviderText.line($0, masking: key) }
    switch stop {
    case "refusal":
      let said = text.isEmpty ? "" : ": \(ProviderText.line(text, masking: key))"
      return .failed(failure(.refusal, "the model refuses\(said)", in: body, text: text))
    case "max_tokens":
      return .failed(
        failure(.truncated, "the answer ends at its largest length", in: body, text: text))
    case "model_context_window_exceeded":
      return .failed(
        failure(.truncated, "the answer ends where the model's context does", in: body, text: text))
    default: break
    }
    guard !text.isEmpty else {
      return .failed(failure(.noAnswer, "the reply has no text", in: body))
    }
    return .answered(
      ModelReply(
        text: key?.masked(in: text) ?? text, usage: Self.usage(body), model: model(body),
        finishReason: stop,
        rateLimit: rateLimit))
  }

  private func failure(
    _ reason: CallFailure.Reason, _ message: String, in body: JSONValue?, text: String? = nil
  ) -> CallFailure {
    CallFailure(
      reason, message, billing: Self.usage(body).map(Billing.billed) ?? .uncertain,
      status: response.status, rateLimit: rateLimit,
      text: text.map { ProviderText.kept($0, masking: key) }, model: model(body))
  }

  private var rateLimit: RateLimitState {
    RateLimitState(anthropic: response.headers, now: now)
  }

  private func model(_ body: JSONValue?) -> String? {
    body?["model"]?.string.map { ProviderText.line($0, masking: key) }
  }

  /// `input_tokens` counts only what was neither read from the cache nor written to it.
  private static func usage(_ body: JSONValue?) -> Usage? {
    guard let usage = body?["usage"],
      let input = count(usage["input_tokens"]), let output = count(usage["output_tokens"]),
      let read = countOrNone(usage["cache_read_input_tokens"]),
      let written = countOrNone(usage["cache_creation_input_tokens"])
    else { return nil }
    return Usage(
      inputTokens: input + read + written, cachedInputTokens: read, outputTokens: output)
  }

  /// They come on top of the input, so that one that cannot be read is not as good as none.
  private static func countOrNone(_ value: JSONValue?) -> Int? {
    value == nil || value == .null ? 0 : count(value)
  }

  private static func count(_ value: JSONValue?) -> Int? {
    value?.int64.flatMap { (0...Int64(Usage.maxTokens)).contains($0) ? Int($0) : nil }
  }
}
