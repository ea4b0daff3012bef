import Diagnostics
import YAML

/// A prompt file, decoded.
struct PromptFile: Sendable {
  let name: LocatedText
  let version: Located<Int64>
  let summary: LocatedText?
  let detail: ImageDetail?
  let maxOutputTokens: Int64
  /// What the template is made of; whether it is one, tells its parsing.
  let template: LocatedText
  let answer: PromptAnswer

  static let shape = Shapes.mapping(
    "a prompt",
    Shapes.required("prompt", promptName, "what rule files call it"),
    Shapes.required(
      "version", Shapes.int(in: 1...Int64(Int32.max)).located, "which version this file is"),
    Shapes.optional("summary", Shapes.text, "what it is for"),
    Shapes.optional(
      "detail", Shapes.choice(ImageDetail.self), "what the image is sent at, where one is sent"),
    Shapes.required(
      "max_output_tokens", Shapes.int(in: 1...1_000_000), "the most that an answer may take"),
    Shapes.required("template", template, "what the model is asked, in Mustache"),
    Shapes.required("answer", PromptAnswer.shape, "the JSON Schema of the answer")
  ) { _, name, version, summary, detail, maxOutputTokens, template, answer in
    PromptFile(
      name: name, version: version, summary: summary, detail: detail,
      maxOutputTokens: maxOutputTokens, template: template, answer: answer)
  }

  /// A name that can stand before the `.v1` of a file's name.
  private static let promptName = Shapes.name("a prompt").converted(
    "the name of a prompt", to: .pattern("^[A-Za-z0-9_-]+$"),
    help: "use letters, digits, '_' and '-'"
  ) { name in
    name.value.unicodeScalars.allSatisfy { isNameScalar($0) } ? name : nil
  }

  static let template = Shape<LocatedText>(
    ShapeDescription("a template", .text(mayBeEmpty: false, pattern: #"\S"#))
  ) { node, diagnostics in
    guard let text = Shapes.text.value(of: node, into: &diagnostics) else { return nil }
    guard !text.value.allSatisfy(\.isWhitespace) else {
      diagnostics.add(
        Diagnostic(.error, "invalid-value", "the template is empty", at: node.range))
      return nil
    }
    return text
  }

  /// A file says by its name what it holds, so that a reference leads to it without a search.
  func checkName(of source: SourceText, into diagnostics: inout DiagnosticList) {
    let file = source.name.split(separator: "/").last.map(String.init) ?? source.name
    let expected = "\(name.value).v\(version.value).yaml"
    guard file.hasSuffix(".yaml") || file.hasSuffix(".yml"), file != expected else { return }
    let isNamedRight = file.hasPrefix("\(name.value).v")
    diagnostics.add(
      Diagnostic(
        .error, "prompt-file-name",
        "the file '\(file)' holds version \(version.value) of the prompt '\(name.value)'",
        at: isNamedRight ? version.range : name.range,
        help: "rename the file to '\(expected)', or correct what it says"))
  }

  func prompt(from source: SourceText, with template: PromptTemplate) -> Prompt {
    Prompt(
      name: name.value, version: version.value, summary: summary?.value, detail: detail,
      maxOutputTokens: Int(clamping: maxOutputTokens), template: template, answer: answer.schema,
      strictAnswer: answer.strict, source: source)
  }
}
