package import JSON

extension ModelRequest {
  /// The body of a chat completion with a strict structured output.
  package var chatCompletionsBody: JSONValue {
    [
      "model": .string(model),
      "messages": .array(messages),
      "response_format": [
        "type": "json_schema",
        "json_schema": [
          "name": .string(wireName), "strict": true, "schema": answerSchema,
        ],
      ],
      "max_completion_tokens": .number(JSONNumber(maxOutputTokens)),
    ]
  }

  private var messages: [JSONValue] {
    var messages: [JSONValue] = []
    if let instructions {
      messages.append(["role": "system", "content": .string(instructions)])
    }
    var parts: [JSONValue] = [["type": "text", "text": .string(prompt)]]
    if let imageURL {
      parts.append([
        "type": "image_url",
        "image_url": ["url": .string(imageURL), "detail": .string(imageDetail.rawValue)],
      ])
    }
    messages.append(["role": "user", "content": .array(parts)])
    if let repair {
      messages.append(["role": "assistant", "content": .string(repair.previousAnswer)])
      messages.append(["role": "user", "content": .string(repair.complaint)])
    }
    return messages
  }

  /// The schema's name as the API takes it: letters, digits, `_` and `-`, 64 at most.
  private var wireName: String {
    let name = answerName.unicodeScalars.prefix(64).map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-": Character(scalar)
      default: "_"
      }
    }
    return name.isEmpty ? "answer" : String(name)
  }
}
