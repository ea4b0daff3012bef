import Diagnostics
import Foundation
import Planning
import Testing

@Suite("What looks like a key is an error, and is never shown")
struct ChecksSecretTests {
  private func rendered(_ files: [String: String], _ rules: String) throws -> String {
    let folder = try RuleFolder(files)
    let (plan, diagnostics) = try folder.compile(rules)
    if diagnostics.contains(where: { $0.code == "secret-in-rules" }) { #expect(plan == nil) }
    return DiagnosticRenderer(color: false).render(diagnostics)
  }

  private static let rules =
    RuleFolder.head + "stages:\n  sort: { model: small, cost: 0.1, prompt: ask.v1, store: a }\n"

  @Test(
    "in a rule file, wherever it stands",
    arguments: [
      ("sk-proj-a8Kd93hfKq02nfLd83", "an OpenAI key"),
      ("sk-ant-api03-a8Kd93hfKq02nfLd83", "an Anthropic key"),
      ("AKIAIOSFODNN7EXAMPLE", "an AWS key"),
      ("ghp_a8Kd93hfKq02nfLd83a8Kd93hfKq02nfLd83", "a GitHub token"),
      ("api_key: 9f8a7c6b5d4e3f2a1b0c9d8e7f", "a key"),
    ])
  func inRules(_ text: String, _ kind: String) throws {
    let key = text.split(separator: " ").last.map(String.init) ?? text
    let comment = try rendered([:], Self.rules + "# \(text)\n")
    #expect(comment.contains("error[secret-in-rules]: this looks like \(kind)"))
    #expect(comment.contains(String(repeating: "*", count: key.count)))
    #expect(!comment.contains(key))

    // An unknown key is a fault of its own, whose line and message would show it.
    let unknown = try rendered([:], Self.rules + "\(key): \"\(text)\"\n")
    #expect(unknown.contains("secret-in-rules"))
    #expect(unknown.contains("unknown-key"))
    #expect(!unknown.contains(key))
  }

  @Test("in a price book and in a prompt")
  func elsewhere() throws {
    let key = "sk-proj-a8Kd93hfKq02nfLd83"
    let book = try rendered(
      ["models.yaml": RuleFolder.models + "\n  other: { base_url: \"http://a\", key: \(key) }\n"],
      Self.rules)
    #expect(book.contains("secret-in-rules"))
    #expect(!book.contains(key))
    let prompt = try rendered(
      ["prompts/ask.v1.yaml": RuleFolder.prompt + "\n# \(key)\n"], Self.rules)
    #expect(prompt.contains("ask.v1.yaml"))
    #expect(!prompt.contains(key))
  }

  @Test(
    "names, words and digests are no keys",
    arguments: [
      "key_env: OPENAI_API_KEY", "key: vehicle_spid_data_identifier", "sk-learn-for-everybody-new",
      "token: max_output_tokens_for_v1", "risk-2026-assessment-of-the-fleet",
      "sha256:ebf15a5c17f38d9dba2c305dad047a3306d948abad8d3314d9af1bdc409a3efe",
      "https://platform.openai.com/docs/guides/images-vision",
      "gpt-4o-mini-2024-07-18", "key: 550e8400",
    ])
  func innocent(_ text: String) throws {
    #expect(try rendered([:], Self.rules + "# \(text)\n") == "")
  }
}
