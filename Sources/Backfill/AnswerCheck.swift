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
      self = .invalid(
        outcome: "not_json", complaint: Self.bounded("the answer is not JSON: \(error.message)"))
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
        complaint: Self.bounded(
          "the answer does not satisfy the schema: " + listed.joined(separator: "; ")))
      return
    }
    let (storable, replaced) = prompt.answer.droppingAbsent(parsed.value).replacingUnstorable()
    self = .valid(storable, replaced: replaced + parsed.replacedSurrogates)
  }

  /// Violations quote the answer's keys, which may be as long as the answer, and a repair pays for every
  /// byte of them.
  private static func bounded(_ complaint: String) -> String {
    complaint.bounded(toScalars: 2_000)
  }
}

extension Prompt {
  /// The longest answer, in bytes, that is sent back for a repair. A token of text is rarely longer than
  /// four bytes: what is beyond twice that comes from a server that keeps to no length, or is a run of
  /// blanks, and would be paid for once more as input.
  var longestRepairedAnswer: Int {
    let (bytes, overflow) = maxOutputTokens.multipliedReportingOverflow(by: 8)
    return overflow ? .max : max(bytes, 1_000)
  }
}

extension String {
  /// The text, or its beginning with an ellipsis.
  func bounded(toScalars count: Int) -> String {
    guard let end = unicodeScalars.index(startIndex, offsetBy: count, limitedBy: endIndex),
      end < endIndex
    else { return self }
    return String(self[..<end]) + "…"
  }
}
