import JSON

/// What a provider says of an error: `{"error": {"message", "type", "code"}}`, or what other
/// servers make of it: `{"error": "…"}`, `{"message": "…"}`, `{"detail": "…"}`.
struct ProviderErrorBody {
  let message: String?
  /// `error.code`, or else `error.type`.
  let code: String?
  let isQuotaExhausted: Bool

  init(_ body: JSONValue, key: Secret?) {
    let error = body["error"]
    let message =
      error?["message"]?.string ?? error?.string ?? body["message"]?.string
      ?? body["detail"]?.string
    self.message = message.map { ProviderText.line($0, masking: key) }
    let names = [error?["code"], error?["type"]].compactMap { $0 }.compactMap {
      $0.string ?? $0.int64.map(String.init)
    }
    code = names.first { !$0.isEmpty }.map { ProviderText.line($0, masking: key, limit: 80) }
    // Anthropic has a status for it (402, `billing_error`), and answers an empty account with 400.
    isQuotaExhausted =
      names.contains { $0 == "insufficient_quota" || $0 == "billing_error" }
      || message?.contains("credit balance is too low") == true
  }
}
