package import Diagnostics
package import JSON

/// What an image is sent at. Providers count more tokens for a higher detail.
package enum ImageDetail: String, Sendable, Hashable, CaseIterable {
  case low, high, auto
}

/// One version of a prompt: what a model is asked, and what its answer must look like.
package struct Prompt: Sendable {
  package let name: String
  package let version: Int64
  /// What the prompt is for, for people.
  package let summary: String?
  /// What the image is sent at; nil where the prompt sends none.
  package let detail: ImageDetail?
  /// The most tokens that an answer may take, at least 1.
  package let maxOutputTokens: Int
  package let template: PromptTemplate
  /// The schema as the file has it.
  package let answer: JSONSchema
  /// The schema as it is sent, in strict form.
  package let strictAnswer: JSONValue
  /// In UTF-8, the bytes of the schema as it is sent. Counted once: the ceiling of every call wants it.
  package let schemaBytes: Int
  /// The file that the prompt was read from.
  package let source: SourceText

  init(
    name: String, version: Int64, summary: String?, detail: ImageDetail?, maxOutputTokens: Int,
    template: PromptTemplate, answer: JSONSchema, strictAnswer: JSONValue, source: SourceText
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.detail = detail
    self.maxOutputTokens = maxOutputTokens
    self.template = template
    self.answer = answer
    self.strictAnswer = strictAnswer
    schemaBytes = strictAnswer.serialized().utf8.count
    self.source = source
  }

  /// Every file that the prompt is made of: its own, and those of its partials.
  package var sources: [SourceText] { [source] + template.partials }

  /// Name and version as rule files write them: `organize.v1`.
  package var id: String { "\(name).v\(version)" }

  /// Whether the prompt sends the subject's image.
  package var sendsImage: Bool { detail != nil }

  /// All that is asked and all that is taken for an answer, for digests. Where the file lies, its
  /// comments and its summary are not in it.
  package var canonical: JSONValue {
    [
      "prompt": .string(id),
      "detail": detail.map { .string($0.rawValue) } ?? .null,
      "max_output_tokens": .number(JSONNumber(maxOutputTokens)),
      "template": .string(template.expanded),
      "answer": answer.value,
      // Its lists of required properties carry their order, in which a model gives them.
      "strict_answer": strictAnswer,
    ]
  }
}
