import Crypto
import Diagnostics
import Expressions
package import JSON
import Money
import Prompts
import Rules

/// `sha256:` and 64 hexadecimal digits over a JSON value in its canonical form.
package func sha256(_ value: JSONValue) -> String { sha256(text: value.canonical()) }

/// The same over a text in UTF-8, as `sha256sum` gives it of a file.
package func sha256(text: String) -> String {
  let hash = SHA256.hash(data: Array(text.utf8))
  return "sha256:"
    + hash.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
}

/// Equal where a model is asked the same: model, prompt and the schema of the answer.
func questionDigest(model: String, prompt: Prompt) -> String {
  sha256(["model": .string(model), "prompt": prompt.canonical])
}

extension PlanCompiler {
  /// The digest over all that decides and all that is asked. Layout, comments, the price book,
  /// `limits`, `advice` and `baseline` are not in it.
  func digest(of facts: FactTable, stages: [Stage]) -> String {
    var whole = sections(of: facts, stages: stages)
    whole["ruleset"] = .string(rules.name.value)
    whole["version"] = .number(JSONNumber(rules.version.value))
    whole["stages"] = .array(stages.map { $0.canonical { $0.canonical } })
    whole["prompts"] = nil
    return sha256(.object(whole))
  }

  /// A digest for each section of what decides and what is asked, so that of two plans it can be
  /// said where they differ. Stages name their prompts; what the prompts say is under `prompts`.
  func sectionDigests(of facts: FactTable, stages: [Stage]) -> [String: String] {
    Dictionary(
      sections(of: facts, stages: stages).map { ($0.key, sha256($0.value)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Within each section a digest for each of its parts by its name: a fact, a stage, a prompt, a
  /// key of `subjects`. Where it is a part's place that differs, no digest of a part does.
  func partDigests(of facts: FactTable, stages: [Stage]) -> [String: [String: String]] {
    var digests: [String: [String: String]] = [:]
    for (section, content) in sections(of: facts, stages: stages) {
      let parts =
        content.object.map { Array($0) }
        ?? (content.array ?? []).compactMap { part in
          (part["name"]?.string ?? part.string).map { (key: $0, value: part) }
        }
      for (name, part) in parts { digests[section, default: [:]][name] = sha256(part) }
    }
    return digests
  }

  private func sections(of facts: FactTable, stages: [Stage]) -> JSONObject {
    let prompts = stages.flatMap { $0.tiers.map(\.call.prompt) }
    return [
      "subjects": rules.subjects.canonical,
      "facts": .object(
        JSONObject(rules.facts.map { ($0.name.value, $0.source.canonical(in: facts)) })),
      "score": .object(JSONObject(rules.score.map { ($0.fact.value, $0.points.value.canonical) })),
      "stages": .array(stages.map { $0.canonical { .string($0.id) } }),
      "prompts": .object(JSONObject(prompts.map { ($0.id, $0.canonical) })),
      "context": .object(
        JSONObject(rules.context.map { ($0.name.value, $0.canonical) })),
      "reprocess": .array(rules.reprocess.map(\.value.rawValue).sorted().map { .string($0) }),
    ]
  }
}

extension Subjects {
  fileprivate var canonical: JSONValue {
    [
      "table": .string(table.value), "key": .string(key.value),
      "group": .optional(group?.value), "where": .optional(condition.map { trimmed($0.value) }),
      "image": .optional(image?.value), "answers": .string(answers.value),
    ]
  }
}

extension FactSource {
  fileprivate func canonical(in facts: FactTable) -> JSONValue {
    guard case .when(let text) = self else { return definition }
    let derived = facts.derived.first { derived in
      if case .when(let other) = derived.fact.source { other == text } else { false }
    }
    return ["when": .string(derived?.condition.expression.canonicalText ?? text.value)]
  }
}

extension Points {
  fileprivate var canonical: JSONValue {
    switch self {
    case .flat(let points): .number(JSONNumber(points))
    case .each(let each, let max):
      [
        "each": .number(JSONNumber(each)),
        "max": max.map { .number(JSONNumber($0)) } ?? .null,
      ]
    }
  }
}

extension Stage {
  /// - Parameter prompt: What stands for a prompt.
  fileprivate func canonical(_ prompt: (Prompt) -> JSONValue) -> JSONValue {
    [
      "name": .string(name), "when": .optional(when?.expression.canonicalText),
      "assume": .optional(assume?.description), "store": .string(store),
      "tiers": .array(
        tiers.map { tier in
          [
            "name": .string(tier.name),
            "at_least": tier.atLeast.map { .number(JSONNumber($0)) } ?? .null,
            "model": .string(tier.call.model),
            "cost": .optional(tier.call.declared?.description),
            "confidence": .optional(tier.call.confidence?.description),
            "prompt": prompt(tier.call.prompt),
          ]
        }),
    ]
  }
}

extension ContextEntry {
  fileprivate var canonical: JSONValue {
    let rows: JSONValue =
      switch rows {
      case .one: "one"
      case .many(let order, let limit):
        ["order": .optional(order.map { trimmed($0.value) }), "limit": .number(JSONNumber(limit))]
      }
    return [
      "table": .string(table.value), "by": by.canonical,
      "columns": .array(columns.map { .string($0.value) }), "rows": rows,
    ]
  }
}
