import JSON

/// What a request asks for, as far as the mock looks at it.
struct ChatQuestion {
  let model: String
  let schema: JSONValue
  let promptTokens: Int
  /// `nil` where the request sets no limit.
  let maxCompletionTokens: Int?

  init(model: String, schema: JSONValue, promptTokens: Int, maxCompletionTokens: Int?) {
    self.model = model
    self.schema = schema
    self.promptTokens = promptTokens
    self.maxCompletionTokens = maxCompletionTokens
  }

  /// What a body of a chat completion asks for.
  ///
  /// - Throws: `APIError` with what OpenAI would say of it.
  init(_ body: [UInt8]) throws(APIError) {
    let request: JSONValue
    do {
      request = try JSONValue(parsing: body)
    } catch {
      throw .invalid("We could not parse the JSON body of your request: \(error)", nil)
    }
    guard request.object != nil else {
      throw .invalid("The body of your request is not a JSON object.", nil)
    }
    guard let model = request["model"]?.string, !model.isEmpty else {
      throw .invalid("you must provide a model parameter", "model")
    }
    guard let messages = request["messages"]?.array, !messages.isEmpty else {
      throw .invalid("Missing required parameter: 'messages'.", "messages")
    }
    if let stream = request["stream"], stream != false, !stream.isNull {
      throw .invalid("The mock does not stream.", "stream")
    }
    self.model = model
    schema = try Self.schema(request["response_format"])
    promptTokens = try Self.promptTokens(messages)
    let limit = request["max_completion_tokens"] ?? request["max_tokens"] ?? .null
    guard limit.isNull || limit.int64.map({ $0 > 0 }) == true else {
      throw .invalid("'max_completion_tokens' must be a positive integer.", "max_completion_tokens")
    }
    maxCompletionTokens = limit.int64.map { Int($0) }
  }

  private static func schema(_ format: JSONValue?) throws(APIError) -> JSONValue {
    switch format?["type"]?.string {
    case nil where format == nil || format?.isNull == true: return ["type": "string"]
    case "text": return ["type": "string"]
    case "json_object": return ["type": "object", "properties": ["mock": ["const": true]]]
    case "json_schema":
      let name = format?["json_schema"]?["name"]?.string ?? ""
      let allowed: (Character) -> Bool = {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
      }
      guard (1...64).contains(name.utf8.count), name.allSatisfy(allowed) else {
        throw .invalid(
          "'response_format.json_schema.name' does not match '^[a-zA-Z0-9_-]{1,64}$'.",
          "response_format.json_schema.name")
      }
      guard let schema = format?["json_schema"]?["schema"], schema.object != nil else {
        throw .invalid(
          "Missing required parameter: 'response_format.json_schema.schema'.",
          "response_format.json_schema.schema")
      }
      return schema
    default: throw .invalid("Unknown response_format type.", "response_format.type")
    }
  }

  /// A quarter of a token for each character of text, and for an image what a large model counts:
  /// 85 at low detail, 765 otherwise.
  private static func promptTokens(_ messages: [JSONValue]) throws(APIError) -> Int {
    var characters = 0
    var imageTokens = 0
    for message in messages {
      guard message["role"]?.string != nil else {
        throw .invalid("Missing required parameter: 'messages[].role'.", "messages")
      }
      if let text = message["content"]?.string { characters += text.unicodeScalars.count }
      for part in message["content"]?.array ?? [] {
        switch part["type"]?.string {
        case "text": characters += part["text"]?.string?.unicodeScalars.count ?? 0
        case "image_url":
          guard let url = part["image_url"]?["url"]?.string, !url.isEmpty else {
            throw .invalid("Missing required parameter: 'image_url.url'.", "messages")
          }
          imageTokens += part["image_url"]?["detail"]?.string == "low" ? 85 : 765
        default: throw .invalid("Unknown type of a message's part.", "messages")
        }
      }
    }
    return max(1, characters / 4) + imageTokens
  }
}

/// The tokens that the mock says it used.
struct TokenCount: Equatable {
  let prompt: Int
  let completion: Int
}
