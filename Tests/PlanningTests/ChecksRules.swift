import Diagnostics
import Planning

/// Rules over a few facts, with the sections that a test is about.
func checkedRules(facts: String, score: String, stages: String, more: String = "") -> String {
  """
  \(RuleFolder.head)facts:
  \(facts.indentedByTwo)
  score:
  \(score.indentedByTwo)
  stages:
  \(stages.indentedByTwo)
  \(more)
  """
}

extension String {
  var indentedByTwo: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
      .joined(separator: "\n")
  }
}

/// A finding as `code: message | help`.
func findings(_ rules: String, models: String? = nil) throws -> [String] {
  let folder = try RuleFolder(models.map { ["models.yaml": $0] } ?? [:])
  try folder.write("prompts/plain.v1.yaml", RuleFolder.plainPrompt)
  try folder.write("prompts/look.v1.yaml", RuleFolder.imagePrompt)
  return try folder.compile(rules).1.map { diagnostic in
    ([diagnostic.code + ": " + diagnostic.message] + diagnostic.help).joined(separator: " | ")
  }
}

extension RuleFolder {
  /// A prompt that quotes nothing.
  static let plainPrompt = """
    prompt: plain
    version: 1
    max_output_tokens: 100
    template: "What is it?"
    answer: { type: object, required: [good], properties: { good: { type: boolean } } }
    """

  static let imagePrompt = """
    prompt: look
    version: 1
    detail: low
    max_output_tokens: 100
    template: "What is it?"
    answer: { type: object, required: [good], properties: { good: { type: boolean } } }
    """
}

let checkedFacts = """
  seen: { exists: views, by: owner }
  notes: { count: notes, by: owner }
  """
let checkedScore = """
  seen: 20
  notes: { each: 5, max: 25 }
  """
func tiers(_ thresholds: [(String, Int)], when: String? = nil) -> String {
  "sort:\n  store: a\n" + (when.map { "  when: \($0)\n" } ?? "") + "  tiers:\n"
    + thresholds.map {
      "    \($0.0): { at_least: \($0.1), model: small, cost: 0.1, prompt: plain.v1 }"
    }.joined(separator: "\n")
}

extension String {
  /// Without the space that stood before a help.
  var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}
