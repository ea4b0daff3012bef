import JSON

extension ChatQuestion {
  /// What a body of Anthropic's Messages asks for.
  ///
  /// - Throws: `APIError` with what Anthropic would say of it.
  init(messages body: [UInt8]) throws(APIError) {
    let request: JSONValue
    do {
      request = try JSONValue(parsing: body)
    } catch {
      throw .invalid("The request body is not valid JSON: \(error)", nil)
    }
    guard request.object != nil else { throw .invalid("The request body is no object", nil) }
    guard let model = request["model"]?.string, !model.isEmpty else {
      throw .invalid("model: Field required", nil)
    }
    guard let limit = request["max_tokens"]?.int64 else {
      throw .invalid("max_tokens: Field required", nil)
    }
    guard limit > 0 else { throw .invalid("max_tokens: Input should be greater than 0", nil) }
    guard let turns = request["messages"]?.array, !turns.isEmpty else {
      throw .invalid("messages: at least one message is required", nil)
    }
    if let stream = request["stream"], stream != false, !stream.isNull {
      throw .invalid("stream: the mock does not stream", nil)
    }
    self.init(
      model: model, schema: try Self.schema(ofMessages: request["output_config"]?["format"]),
      promptTokens: try Self.tokens(of: turns, and: request["system"]?.string),
      maxCompletionTokens: Int(clamping: limit))
  }

  private static func schema(ofMessages format: JSONValue?) throws(APIError) -> JSONValue {
    guard let format, !format.isNull else { return ["type": "string"] }
    guard format["type"]?.string == "json_schema", let schema = format["schema"],
      schema.object != nil
    else { throw .invalid("output_config.format: a json_schema with a schema is required", nil) }
    return schema
  }

  /// A quarter of a token for each character of text, and 1,000 for an image.
  private static func tokens(of turns: [JSONValue], and system: String?) throws(APIError) -> Int {
    var characters = system?.unicodeScalars.count ?? 0
    var imageTokens = 0
    for (number, turn) in turns.enumerated() {
      guard let role = turn["role"]?.string, role == "user" || role == "assistant" else {
        throw .invalid("messages.\(number).role: Input should be 'user' or 'assistant'", nil)
      }
      if let text = turn["content"]?.string { characters += text.unicodeScalars.count }
      for (place, part) in (turn["content"]?.array ?? []).enumerated() {
        let name = "messages.\(number).content.\(place)"
        switch part["type"]?.string {
        case "text": characters += part["text"]?.string?.unicodeScalars.count ?? 0
        case "image":
          guard isWhole(part["source"]) else {
            throw .invalid("\(name).image.source: Input should be a url or base64 data", nil)
          }
          imageTokens += 1_000
        default: throw .invalid("\(name).type: Input should be 'text' or 'image'", nil)
        }
      }
    }
    return max(1, characters / 4) + imageTokens
  }

  private static func isWhole(_ source: JSONValue?) -> Bool {
    switch source?["type"]?.string {
    case "url": source?["url"]?.string?.isEmpty == false
    case "base64":
      source?["data"]?.string?.isEmpty == false
        && source?["media_type"]?.string?.hasPrefix("image/") == true
    default: false
    }
  }
}
