package import JSON

/// What calls are expected to take, by `PlannedCall.question`. A question that it does not hold is
/// estimated from its template.
package struct UsageBook: Sendable, Hashable {
  private var usages: [String: CallUsage]

  package init(_ usages: [String: CallUsage] = [:]) {
    self.usages = usages
  }

  package subscript(_ question: String) -> CallUsage? {
    get { usages[question] }
    set { usages[question] = newValue }
  }

  package var isEmpty: Bool { usages.isEmpty }

  /// Both books in one; where both know a question, as `other` has it.
  package func merging(_ other: UsageBook) -> UsageBook {
    UsageBook(usages.merging(other.usages) { _, new in new })
  }

  /// What a call takes: as the book has it, else by the template.
  package func usage(of call: PlannedCall) -> CallUsage {
    usages[call.question] ?? CallUsage(estimating: call.prompt)
  }
}

extension UsageBook {
  /// The book for a file.
  package var json: JSONValue {
    .array(
      usages.sorted { $0.key < $1.key }.map { question, usage in
        [
          "question": .string(question), "input": usage.input.json,
          "cached_input": .number(JSONNumber(usage.cachedInput)), "output": usage.output.json,
          "latency_ms": usage.latency.json, "text_bytes": .number(JSONNumber(usage.textBytes)),
        ]
      })
  }

  /// The book that a file holds; nil where it is none.
  package init?(json: JSONValue) {
    guard let entries = json.array else { return nil }
    var usages: [String: CallUsage] = [:]
    for entry in entries {
      guard let question = entry["question"]?.string,
        let input = entry["input"].flatMap(UsageFigure.init(json:)),
        let cached = entry["cached_input"].flatMap(count), cached <= input.value,
        let output = entry["output"].flatMap(UsageFigure.init(json:)),
        let latency = entry["latency_ms"].flatMap(UsageFigure.init(json:)),
        let bytes = entry["text_bytes"].flatMap(count)
      else { return nil }
      usages[question] = CallUsage(
        input: input, cachedInput: cached, output: output, latency: latency, textBytes: bytes)
    }
    self.init(usages)
  }
}

extension UsageFigure {
  /// The figure and its source: `{"value": 812, "source": "sampled", "subjects": 25}`.
  package var json: JSONValue {
    var object: JSONObject = ["value": .number(JSONNumber(value))]
    switch source {
    case .measured(let calls):
      object["source"] = "measured"
      object["calls"] = .number(JSONNumber(calls))
    case .sampled(let subjects):
      object["source"] = "sampled"
      object["subjects"] = .number(JSONNumber(subjects))
    case .template: object["source"] = "template"
    case .schema: object["source"] = "schema"
    case .assumed: object["source"] = "assumed"
    }
    return .object(object)
  }

  package init?(json: JSONValue) {
    guard let value = json["value"].flatMap(count) else { return nil }
    switch json["source"]?.string {
    case "measured":
      guard let calls = json["calls"].flatMap(count) else { return nil }
      self.init(value, .measured(calls: calls))
    case "sampled":
      guard let subjects = json["subjects"].flatMap(count) else { return nil }
      self.init(value, .sampled(subjects: subjects))
    case "template": self.init(value, .template)
    case "schema": self.init(value, .schema)
    case "assumed": self.init(value, .assumed)
    default: return nil
    }
  }
}

/// A count out of a file: whole, not negative, and small enough to multiply.
private func count(_ json: JSONValue) -> Int? {
  guard let number = json.int64, (0...1_000_000_000).contains(number) else { return nil }
  return Int(number)
}
