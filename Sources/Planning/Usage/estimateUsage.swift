import Diagnostics
import JSON
package import Prompts

/// Bytes of text in UTF-8 that are about one token, rounded up to whole tokens: OpenAI's own rule of
/// thumb of four characters of English ("What are tokens and how to count them?",
/// help.openai.com/en/articles/4936856, read on 2026-11-24).
package let bytesPerToken = 4

/// Tokens of so many bytes of text, about.
package func estimatedTokens(ofBytes bytes: Int) -> Int {
  max(bytes, 0) / bytesPerToken + (max(bytes, 0) % bytesPerToken > 0 ? 1 : 0)
}

/// Milliseconds that a call takes of which nothing is known: a second until the first token, and
/// then 50 tokens a second.
package func assumedLatency(outputTokens: Int) -> Int {
  let (writing, overflowed) = outputTokens.multipliedReportingOverflow(by: 20)
  return overflowed ? .max / 2 : 1000 + writing
}

extension CallUsage {
  /// What a call takes by the prompt's template alone.
  package init(estimating prompt: Prompt) {
    self.init(
      of: prompt, textBytes: prompt.template.text.value.utf8.count,
      largest: prompt.template.text.value.utf8.count, source: .template)
  }

  /// What a call takes whose text has so many bytes in the mean.
  ///
  /// The answer's schema goes along as text.
  package init(of prompt: Prompt, textBytes: Int, largest: Int, source: UsageSource) {
    let output = estimatedTokens(ofAnswerTo: prompt)
    self.init(
      input: UsageFigure(estimatedTokens(ofBytes: textBytes + prompt.schemaBytes), source),
      output: UsageFigure(output, .schema),
      latency: UsageFigure(assumedLatency(outputTokens: output), .assumed), textBytes: largest)
  }
}

/// Tokens of a typical answer by its schema, at most what the prompt allows.
///
/// An enumeration counts its mean, a text 40 bytes between its quotes, a list three elements or what
/// its bounds say, a number three digits; keys and punctuation count as they are written.
package func estimatedTokens(ofAnswerTo prompt: Prompt) -> Int {
  min(estimatedTokens(ofBytes: typicalBytes(prompt.answer.value, depth: 0)), prompt.maxOutputTokens)
}

private func typicalBytes(_ schema: JSONValue, depth: Int) -> Int {
  // A schema may refer to itself; nobody answers that deep.
  guard depth < 12 else { return 2 }
  if let values = schema["enum"]?.array, !values.isEmpty {
    return values.reduce(0) { $0 + $1.serialized().utf8.count } / values.count
  }
  if let value = schema["const"] { return value.serialized().utf8.count }
  for key in ["anyOf", "oneOf", "allOf"] {
    if let first = schema[key]?.array?.first { return typicalBytes(first, depth: depth + 1) }
  }
  let type = schema["type"]?.string ?? schema["type"]?.array?.first?.string
  switch type {
  case "object":
    return (schema["properties"]?.object ?? [:]).reduce(2) { sum, member in
      min(sum + member.key.utf8.count + 4 + typicalBytes(member.value, depth: depth + 1), cap)
    }
  case "array":
    let least = Int(clamping: schema["minItems"]?.int64 ?? 0)
    let most = Int(clamping: schema["maxItems"]?.int64 ?? Int64(max(least, 3)))
    let count = min(max(least, min(3, most)), 10_000)
    let item = schema["items"].map { typicalBytes($0, depth: depth + 1) } ?? 2
    return min(2 + count * (item + 1), cap)
  case "string":
    return 42
  case "boolean": return 5
  case "null": return 4
  case "integer", "number": return 3
  default:
    return schema["properties"] == nil ? 40 : typicalBytes(asObject(schema), depth: depth + 1)
  }
}

/// Beyond any answer that a model gives.
private let cap = 10_000_000

private func asObject(_ schema: JSONValue) -> JSONValue {
  guard var object = schema.object else { return ["type": "object"] }
  object["type"] = "object"
  return .object(object)
}
