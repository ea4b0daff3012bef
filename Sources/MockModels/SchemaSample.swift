import JSON

/// Makes up a JSON value that satisfies a schema: a mock answer, and visibly one wherever the
/// schema leaves room for words.
struct SchemaSample {
  let trueRate: Double
  /// Arrays as short as they may be: for an answer that must fit into few tokens.
  let isShort: Bool
  private let root: JSONValue
  private var random: RandomSource
  /// Guards against schemas that ask for more than any answer holds.
  private var valuesLeft = 20_000

  private static let maxDepth = 64
  /// From here on whatever may be left out is: a schema that contains itself comes to an end.
  private static let deep = 10

  /// A value for the schema. The same schema and random source give the same value. `nil` where no
  /// end is in sight: a schema that contains itself, or asks for too many values.
  static func make(
    for schema: JSONValue, random: RandomSource, trueRate: Double, isShort: Bool = false
  ) -> JSONValue? {
    var sample = SchemaSample(
      trueRate: trueRate, isShort: isShort, root: schema, random: random)
    return sample.value(schema, name: "answer", depth: 0)
  }

  private init(trueRate: Double, isShort: Bool, root: JSONValue, random: RandomSource) {
    self.trueRate = trueRate
    self.isShort = isShort
    self.root = root
    self.random = random
  }

  private mutating func value(_ schema: JSONValue, name: String, depth: Int) -> JSONValue? {
    valuesLeft -= 1
    guard depth < Self.maxDepth, valuesLeft > 0, schema != false else { return nil }
    if let constant = schema["const"] { return constant }
    if let members = schema["enum"]?.array {
      guard !members.isEmpty else { return nil }
      return members[random.index(below: members.count)]
    }
    if let target = schema["$ref"]?.string {
      return resolve(target).flatMap { value($0, name: name, depth: depth + 1) }
    }
    if let choices = schema["anyOf"]?.array ?? schema["oneOf"]?.array, !choices.isEmpty {
      return choice(of: choices, beside: schema, name: name, depth: depth)
    }
    if let parts = schema["allOf"]?.array, !parts.isEmpty {
      return value(merged(parts, into: schema), name: name, depth: depth + 1)
    }
    switch type(of: schema, depth: depth) {
    case "null": return .null
    case "boolean": return .bool(random.chance(trueRate))
    case "integer": return number(schema, isInteger: true)
    case "number": return number(schema, isInteger: false)
    case "array": return array(schema, name: name, depth: depth)
    case "object": return object(schema, depth: depth)
    default: return .string(MockText.text(for: schema, name: name, random: &random))
    }
  }

  private mutating func choice(
    of choices: [JSONValue], beside schema: JSONValue, name: String, depth: Int
  ) -> JSONValue? {
    let drawn = random.index(below: choices.count)
    let null = depth > Self.deep ? choices.firstIndex { $0["type"] == "null" } : nil
    let first = null ?? drawn
    // A choice that contains the schema itself has no end here; another may.
    for offset in choices.indices {
      var outer = schema.object ?? [:]
      outer["anyOf"] = nil
      outer["oneOf"] = nil
      let chosen = choices[(first + offset) % choices.count]
      let combined = outer.isEmpty ? chosen : merged([chosen], into: .object(outer))
      if let value = value(combined, name: name, depth: depth + 1) { return value }
    }
    return nil
  }

  private mutating func object(_ schema: JSONValue, depth: Int) -> JSONValue? {
    let properties = schema["properties"]?.object ?? [:]
    let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
    var object = JSONObject()
    for (key, property) in properties where depth <= Self.deep || required.contains(key) {
      guard let value = value(property, name: key, depth: depth + 1) else {
        guard required.contains(key) else { continue }
        return nil
      }
      object[key] = value
    }
    for key in (schema["required"]?.array ?? []).compactMap(\.string) where object[key] == nil {
      let free = schema["additionalProperties"] ?? true
      guard let value = value(free, name: key, depth: depth + 1) else { return nil }
      object[key] = value
    }
    return .object(object)
  }

  private mutating func array(_ schema: JSONValue, name: String, depth: Int) -> JSONValue? {
    let least = max(0, Int(schema["minItems"]?.int64 ?? 0))
    let most = max(least, Int(schema["maxItems"]?.int64 ?? 1_000_000))
    let drawn = depth > Self.deep ? 0 : isShort ? 1 : 1 + random.index(below: 3)
    let count = min(max(drawn, least), most)
    let prefix = schema["prefixItems"]?.array ?? []
    guard count <= valuesLeft else { return nil }
    var items: [JSONValue] = []
    for index in 0..<count {
      let itemSchema = index < prefix.count ? prefix[index] : schema["items"] ?? true
      // Where nothing can stand in it, an array may still be empty.
      guard var item = value(itemSchema, name: name, depth: depth + 1) else { break }
      if schema["uniqueItems"] == true {
        for _ in 0..<20 where items.contains(item) {
          guard let other = value(itemSchema, name: "\(name) \(index)", depth: depth + 1) else {
            break
          }
          item = other
        }
        if items.contains(item) { break }
      }
      items.append(item)
    }
    return items.count < least ? nil : .array(items)
  }

  /// The type to make; null only where there is no other, or to come to an end.
  private mutating func type(of schema: JSONValue, depth: Int) -> String {
    if let name = schema["type"]?.string { return name }
    let names = (schema["type"]?.array ?? []).compactMap(\.string)
    let others = names.filter { $0 != "null" }
    if names.count > others.count, others.isEmpty || depth > Self.deep { return "null" }
    if !others.isEmpty { return others[random.index(below: others.count)] }
    if schema["properties"] != nil || schema["required"] != nil { return "object" }
    if schema["items"] != nil || schema["prefixItems"] != nil { return "array" }
    if schema["minimum"] != nil || schema["maximum"] != nil { return "number" }
    return "string"
  }

  private mutating func number(_ schema: JSONValue, isInteger: Bool) -> JSONValue? {
    NumberRange(schema, isInteger: isInteger)?.sample(&random).map { .number($0) }
  }

  /// Follows `#`, `#/$defs/name` and the like; nothing outside the schema.
  private func resolve(_ reference: String) -> JSONValue? {
    guard reference.hasPrefix("#") else { return nil }
    var value = root
    for part in reference.dropFirst().split(separator: "/") {
      let key = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
      if let member = value[key] {
        value = member
      } else if let index = Int(key), let items = value.array, items.indices.contains(index) {
        value = items[index]
      } else {
        return nil
      }
    }
    return value
  }

  /// One schema that asks for what all ask for, as far as the keywords of one do not contradict
  /// those of another.
  private func merged(_ parts: [JSONValue], into schema: JSONValue) -> JSONValue {
    var result = schema.object ?? [:]
    result["allOf"] = nil
    for part in parts {
      let target = part["$ref"]?.string.flatMap(resolve) ?? part
      for (key, value) in target.object ?? [:] {
        switch (key, result[key], value) {
        case ("properties", .object(var existing)?, .object(let new)):
          for (name, property) in new { existing[name] = property }
          result[key] = .object(existing)
        case ("required", .array(let existing)?, .array(let new)):
          result[key] = .array(existing + new.filter { !existing.contains($0) })
        default: result[key] = value
        }
      }
    }
    return .object(result)
  }
}
