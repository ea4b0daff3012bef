import JSON

/// What the mock is spoken to in.
enum MockInterface {
  /// OpenAI's chat completions.
  case chatCompletions
  /// Anthropic's Messages.
  case messages

  /// Makes sure that a request has the headers that the interface wants.
  func check(_ header: (String) -> String?) throws(APIError) {
    if self == .messages, header("anthropic-version") == nil {
      throw .invalid("anthropic-version: header is required", nil)
    }
  }

  /// What a request's body asks for.
  func question(_ body: [UInt8]) throws(APIError) -> ChatQuestion {
    switch self {
    case .chatCompletions: try ChatQuestion(body)
    case .messages: try ChatQuestion(messages: body)
    }
  }

  /// The body of a response with an answer.
  func reply(_ answer: MockAnswer, to question: ChatQuestion, hash: UInt64) -> JSONValue {
    let number = String(hash, radix: 16)
    let tokens = (
      prompt: JSONValue.number(JSONNumber(answer.tokens.prompt)),
      completion: JSONValue.number(JSONNumber(answer.tokens.completion)),
      total: JSONValue.number(JSONNumber(answer.tokens.prompt + answer.tokens.completion))
    )
    switch self {
    case .chatCompletions:
      return [
        "id": .string("chatcmpl-mock-\(number)"),
        "object": "chat.completion",
        // Not the time: the same request gets the same answer.
        "created": 1_700_000_000,
        "model": .string(question.model),
        "system_fingerprint": "mock",
        "choices": [
          [
            "index": 0,
            "message": ["role": "assistant", "content": .string(answer.text), "refusal": .null],
            "logprobs": .null,
            "finish_reason": .string(answer.finishReason),
          ]
        ],
        "usage": [
          "prompt_tokens": tokens.prompt,
          "completion_tokens": tokens.completion,
          "total_tokens": tokens.total,
          "prompt_tokens_details": ["cached_tokens": 0],
        ],
      ]
    case .messages:
      return [
        "id": .string("msg_mock_\(number)"),
        "type": "message",
        "role": "assistant",
        "model": .string(question.model),
        "content": [["type": "text", "text": .string(answer.text)]],
        "stop_reason": answer.finishReason == "length" ? "max_tokens" : "end_turn",
        "stop_sequence": .null,
        "usage": [
          "input_tokens": tokens.prompt,
          "cache_creation_input_tokens": 0,
          "cache_read_input_tokens": 0,
          "output_tokens": tokens.completion,
        ],
      ]
    }
  }

  /// The body of a response that refuses.
  func body(of error: APIError) -> JSONValue {
    switch self {
    case .chatCompletions: error.body
    case .messages:
      [
        "type": "error",
        "error": ["type": .string(error.messagesType), "message": .string(error.message)],
        "request_id": "req_mock",
      ]
    }
  }
}

extension APIError {
  /// What Anthropic calls errors of this status.
  fileprivate var messagesType: String {
    switch status {
    case 413: "request_too_large"
    case 429: "rate_limit_error"
    case 500...: "api_error"
    default: "invalid_request_error"
    }
  }
}
