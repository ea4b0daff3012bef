package import JSON

extension ModelRequest {
  /// The body of an Anthropic message whose answer is held to a JSON Schema.
  ///
  /// The interface has no detail for images, and the answer has no name.
  package var messagesBody: JSONValue {
    var body: JSONObject = [
      "model": .string(model), "max_tokens": .number(JSONNumber(maxOutputTokens)),
    ]
    if let instructions { body["system"] = .string(instructions) }
    body["messages"] = .array(turns)
    body["output_config"] = [
      "format": ["type": "json_schema", "schema": answerSchema.asMessagesTakeIt]
    ]
    return .object(body)
  }

  private var turns: [JSONValue] {
    var parts: [JSONValue] = []
    // Anthropic advises to put images before the text that asks about them.
    if let imageURL { parts.append(["type": "image", "source": imageSource(imageURL)]) }
    parts.append(["type": "text", "text": .string(prompt)])
    var turns: [JSONValue] = [["role": "user", "content": .array(parts)]]
    if let repair {
      turns.append(["role": "assistant", "content": .string(repair.previousAnswer)])
      turns.append(["role": "user", "content": .string(repair.complaint)])
    }
    return turns
  }

  private func imageSource(_ address: String) -> JSONValue {
    guard let inline = InlineImage(dataURL: address) else {
      return ["type": "url", "url": .string(address)]
    }
    return [
      "type": "base64", "media_type": .string(inline.mediaType), "data": .string(inline.base64),
    ]
  }
}

/// The parts of a `data:` URL in base64.
struct InlineImage {
  let mediaType: String
  let base64: String

  /// Nil where the text is no such URL.
  init?(dataURL: String) {
    guard dataURL.prefix(5).lowercased() == "data:", let comma = dataURL.firstIndex(of: ",") else {
      return nil
    }
    let words = dataURL[..<comma].dropFirst(5).split(separator: ";")
    guard let type = words.first, words.last?.lowercased() == "base64", words.count > 1 else {
      return nil
    }
    mediaType = type.lowercased()
    base64 = String(dataURL[dataURL.index(after: comma)...])
  }
}
