package import JSON

/// One question to a model, in no provider's words.
package struct ModelRequest: Sendable, Hashable {
  /// How closely the provider looks at the image, which decides what the image costs.
  package enum ImageDetail: String, Sendable, Hashable {
    case low, high, auto
  }

  /// An answer that did not satisfy its schema, sent back once with the complaint.
  package struct Repair: Sendable, Hashable {
    package var previousAnswer: String
    package var complaint: String

    package init(previousAnswer: String, complaint: String) {
      self.previousAnswer = previousAnswer
      self.complaint = complaint
    }
  }

  package var model: String
  /// What stands above the prompt for all subjects, where anything does.
  package var instructions: String?
  package var prompt: String
  /// An address that the provider can fetch, or a `data:` URL.
  package var imageURL: String?
  package var imageDetail: ImageDetail
  /// What the answer schema is called on the wire: the prompt's id, for example.
  package var answerName: String
  /// The strict form of the answer schema, as providers take it.
  package var answerSchema: JSONValue
  package var maxOutputTokens: Int
  /// For the whole call.
  package var timeout: Duration
  package var repair: Repair?

  package init(
    model: String, instructions: String? = nil, prompt: String, imageURL: String? = nil,
    imageDetail: ImageDetail = .auto, answerName: String, answerSchema: JSONValue,
    maxOutputTokens: Int, timeout: Duration = .seconds(60), repair: Repair? = nil
  ) {
    self.model = model
    self.instructions = instructions
    self.prompt = prompt
    self.imageURL = imageURL
    self.imageDetail = imageDetail
    self.answerName = answerName
    self.answerSchema = answerSchema
    self.maxOutputTokens = maxOutputTokens
    self.timeout = timeout
    self.repair = repair
  }
}
