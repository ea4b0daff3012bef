import JSON

extension JSONValue {
  /// A JSON Schema as Anthropic's structured outputs take it: keywords that they refuse are left
  /// out of the schema and told to the model in its description instead. The answer is held to the
  /// whole schema all the same, by whoever asked.
  var asMessagesTakeIt: JSONValue {
    guard let schema = object else { return self }
    var taken = JSONObject()
    var untold = JSONObject()
    for (key, value) in schema {
      switch key {
      case "properties", "$defs", "definitions":
        taken[key] = .object((value.object ?? [:]).mapValues(\.asMessagesTakeIt))
      case "items", "additionalProperties":
        taken[key] = value.asMessagesTakeIt
      case "anyOf", "allOf":
        taken[key] = .array((value.array ?? []).map(\.asMessagesTakeIt))
      case "minItems" where value.int64.map { $0 <= 1 } == true,
        "format" where value.string.map(takenFormats.contains) == true:
        taken[key] = value
      case _ where refusedKeywords.contains(key): untold[key] = value
      default: taken[key] = value
      }
    }
    guard !untold.isEmpty else { return .object(taken) }
    let told = "It has to satisfy \(JSONValue.object(untold).serialized())."
    let description = taken["description"]?.string.map { "\($0) \(told)" } ?? told
    taken["description"] = .string(description)
    return .object(taken)
  }
}

/// From Anthropic's page on structured outputs, "JSON Schema limitations".
private let refusedKeywords: Set<String> = [
  "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
  "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "contains", "minContains",
  "maxContains", "minProperties", "maxProperties", "format",
]

private let takenFormats: Set<String> = [
  "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid",
]
