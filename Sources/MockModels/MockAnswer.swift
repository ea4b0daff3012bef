import JSON

/// What the mock says to one question, and what it claims to have used for it.
struct MockAnswer: Equatable {
  let text: String
  let finishReason: String
  let tokens: TokenCount
  let isValid: Bool

  /// - Throws: `APIError` where the schema is none, or the mock finds no answer to it.
  init(
    to question: ChatQuestion, as kind: Fate.Kind, _ configuration: MockConfiguration, hash: UInt64
  ) throws(APIError) {
    let valid = try Self.validText(for: question, configuration, hash: hash)
    let text =
      switch kind {
      case .malformed: Self.brokenOff(valid)
      case .violation: Self.ofAnotherShape(question.schema)
      case .answer, .lost, .rateLimited, .serverError: valid
      }
    let tokens = Self.tokens(text)
    let limit = question.maxCompletionTokens ?? tokens
    let isCut = tokens > limit
    self.text = isCut ? String(text.unicodeScalars.prefix(limit * 4)) : text
    finishReason = isCut ? "length" : "stop"
    isValid = (kind == .answer || kind == .lost) && !isCut
    self.tokens = TokenCount(prompt: question.promptTokens, completion: min(tokens, limit))
  }

  private static func validText(
    for question: ChatQuestion, _ configuration: MockConfiguration, hash: UInt64
  ) throws(APIError) -> String {
    let schema = try compiled(question.schema)
    var shortest: String?
    // Keywords that samples are not made by (`pattern`, `not`) are met by luck, if at all.
    for attempt in 0..<20 {
      let random = RandomSource(configuration.seed, hash, UInt64(attempt), 0xA05)
      for isShort in [false, true] {
        guard
          let answer = SchemaSample.make(
            for: question.schema, random: random, trueRate: configuration.trueRate, isShort: isShort
          ),
          schema?.validate(answer).isEmpty != false
        else { break }
        let text = answer.serialized()
        if tokens(text) <= question.maxCompletionTokens ?? .max { return text }
        shortest = text
      }
      if let shortest { return shortest }
    }
    throw .invalid("The mock finds no answer that satisfies this schema.", "response_format")
  }

  /// `nil` where the schema has keywords that cannot be checked here (`format`, `oneOf`): samples
  /// are then taken as they come.
  private static func compiled(_ schema: JSONValue) throws(APIError) -> JSONSchema? {
    do {
      return try JSONSchema(schema)
    } catch {
      if error.isAboutKey { return nil }
      throw .invalid("Invalid schema for response_format: \(error)", "response_format")
    }
  }

  private static func tokens(_ text: String) -> Int { max(1, (text.unicodeScalars.count + 3) / 4) }

  private static func brokenOff(_ text: String) -> String {
    let half = String(text.unicodeScalars.prefix(max(1, text.unicodeScalars.count / 2)))
    // Half of a number may be a number: a brace makes sure.
    return "{" + half
  }

  /// An object where the schema wants no object, a string where it does.
  private static func ofAnotherShape(_ schema: JSONValue) -> String {
    let violations: [JSONValue] = [
      "mock answer that violates its schema", ["mock": "an answer that violates its schema"], [0],
    ]
    let wrong: JSONValue?
    if let compiled = try? JSONSchema(schema) {
      wrong = violations.first { !compiled.validate($0).isEmpty }
    } else {
      wrong = schema["type"] == "string" ? violations[1] : violations[0]
    }
    // A schema that allows everything cannot be violated but by what is no JSON.
    return wrong?.serialized() ?? "mock answer"
  }
}
