import JSON

/// Reads one HTTP response as a chat completion. Every byte of it is the server's word and may be
/// wrong, missing or meant to harm.
struct ChatResponseReader {
  let response: HTTPResponse
  /// Masked in whatever is quoted from the response.
  let key: Secret?
  /// Seconds since 1970.
  let now: Int64

  func outcome() -> CallOutcome {
    let body = try? JSONValue(parsing: response.body)
    guard (200..<300).contains(response.status) else {
      return .failed(
        CallFailure(
          status: response, body, key: key, now: now, rateLimit: RateLimitState(response.headers)))
    }
    guard let body, body.object != nil else {
      let beginning = ProviderText.line(response.body, masking: key)
      return .failed(
        failure(.unreadableReply, "the reply is not a JSON object: \(beginning)", in: nil))
    }
    return completion(body)
  }

  private func completion(_ body: JSONValue) -> CallOutcome {
    guard let choice = body["choices"]?.array?.first else {
      // Some gateways put their errors under a status of 200.
      let said = ProviderErrorBody(body, key: key).message.map { ": \($0)" } ?? ""
      return .failed(failure(.noAnswer, "the reply has no choices\(said)", in: body))
    }
    let message = choice["message"]
    let text = Self.text(message?["content"])
    let finishReason = choice["finish_reason"]?.string.map { ProviderText.line($0, masking: key) }
    if let refusal = message?["refusal"]?.string, !refusal.isEmpty {
      return .failed(
        failure(
          .refusal, "the model refuses: \(ProviderText.line(refusal, masking: key))", in: body,
          text: refusal))
    }
    switch finishReason {
    case "length":
      return .failed(
        failure(.truncated, "the answer ends at its largest length", in: body, text: text))
    case "content_filter":
      return .failed(
        failure(.contentFilter, "the provider's content filter stopped it", in: body, text: text))
    default: break
    }
    guard let text, !text.isEmpty else {
      return .failed(failure(.noAnswer, "the reply has no text", in: body))
    }
    return .answered(
      ModelReply(
        text: key?.masked(in: text) ?? text, usage: Self.usage(body), model: model(body),
        finishReason: finishReason,
        rateLimit: RateLimitState(response.headers)))
  }

  private func failure(
    _ reason: CallFailure.Reason, _ message: String, in body: JSONValue?, text: String? = nil
  ) -> CallFailure {
    CallFailure(
      reason, message, billing: Self.usage(body).map(Billing.billed) ?? .uncertain,
      status: response.status, rateLimit: RateLimitState(response.headers),
      text: text.map { ProviderText.kept($0, masking: key) },
      model: model(body))
  }

  private func model(_ body: JSONValue?) -> String? {
    body?["model"]?.string.map { ProviderText.line($0, masking: key) }
  }

  /// The text of a message: a string, or parts of which some servers make it.
  private static func text(_ content: JSONValue?) -> String? {
    if let text = content?.string { return text }
    guard let parts = content?.array else { return nil }
    return parts.compactMap { $0["text"]?.string }.joined()
  }

  private static func usage(_ body: JSONValue?) -> Usage? {
    guard let usage = body?["usage"],
      let input = usage["prompt_tokens"]?.int64, let output = usage["completion_tokens"]?.int64
    else { return nil }
    let cached = usage["prompt_tokens_details"]?["cached_tokens"]
    // A cached count that cannot be read is no reason to lose the figures that can.
    return Usage(
      inputTokens: Int(input), cachedInputTokens: Int(cached?.int64 ?? 0), outputTokens: Int(output)
    )
  }
}
