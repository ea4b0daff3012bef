import JSON

/// An error in OpenAI's words.
struct APIError: Error, Equatable {
  let status: Int
  let type: String
  let code: String?
  let message: String
  let parameter: String?

  static func invalid(_ message: String, _ parameter: String?) -> APIError {
    APIError(
      status: 400, type: "invalid_request_error", code: nil, message: message, parameter: parameter)
  }

  static let tooLarge = APIError(
    status: 413, type: "invalid_request_error", code: "request_too_large",
    message: "The request is larger than the mock takes.", parameter: nil)

  static let rateLimited = APIError(
    status: 429, type: "requests", code: "rate_limit_exceeded",
    message: "Rate limit reached (mock). Please try again later.", parameter: nil)

  static let serverError = APIError(
    status: 500, type: "server_error", code: nil,
    message: "The mock had an error while processing your request, as it was told to.",
    parameter: nil)

  var body: JSONValue {
    [
      "error": [
        "message": .string(message), "type": .string(type),
        "param": parameter.map { .string($0) } ?? .null,
        "code": code.map { .string($0) } ?? .null,
      ]
    ]
  }
}
