import JSON
import Planning
import Prompts

/// What a model's text is worth.
enum AnswerCheck: Sendable {
  /// It satisfies the schema. Absent optional fields are gone, and so many characters that JSON
  /// columns refuse were replaced.
  case valid(JSONValue, replaced: Int)
  /// With the complaint, as it is put to the model.
  case invalid(outcome: String, complaint: String)

  /// Checks `text` against the schema that was sent.
  ///
  /// - Parameter sent: The strict form of `prompt.answer`.
  init(_ text: String, against sent: JSONSchema, of prompt: Prompt) {
    let parsed: (value: JSONValue, replacedSurrogates: Int)
    do {
      parsed = try JSONParser.parse(text)
    } catch {
      self = .invalid(outcome: "not_json", complaint: "the answer is not JSON: \(error.message)")
      return
    }
    let violations = sent.validate(parsed.value)
    guard violations.isEmpty else {
      let listed = violations.prefix(8).map { violation in
        "\(violation.instancePath.isEmpty ? "the answer" : violation.instancePath): "
          + violation.message
      }
      self = .invalid(
        outcome: "invalid_answer",
        complaint: "the answer does not satisfy the schema: " + listed.joined(separator: "; "))
      return
    }
    let (storable, replaced) = prompt.answer.droppingAbsent(parsed.value).replacingUnstorable()
    self = .valid(storable, replaced: replaced + parsed.replacedSurrogates)
  }
}
