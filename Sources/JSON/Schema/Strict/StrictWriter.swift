/// Writes a schema in strict form.
///
/// Recursion is bounded by the limit on levels, and by the compiler's limits between two levels.
struct StrictWriter {
  private let schema: JSONSchema
  private var limits = StrictLimits()
  private var written = 0

  init(schema: JSONSchema) { self.schema = schema }

  mutating func writeRoot() throws(StrictSchemaError) -> JSONValue {
    let written = try write(schema.value, at: [], level: 0)
    guard written["anyOf"] == nil else {
      throw StrictSchemaError(path: ["anyOf"], reason: "the whole answer cannot be an 'anyOf'")
    }
    guard written["type"] == "object" else {
      throw StrictSchemaError(path: [], reason: "the whole answer must be an object")
    }
    return written
  }

  private static let kept: Set<String> = [
    "title", "description", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "pattern", "minItems", "maxItems",
  ]
  /// Annotations that providers refuse, and definitions that are written out where they are used.
  private static let dropped = SchemaCompiler.annotations.subtracting(kept).union(["$defs"])

  private mutating func write(
    _ value: JSONValue, at path: [String], level: Int
  ) throws(StrictSchemaError) -> JSONValue {
    guard let source = value.object else {
      throw StrictSchemaError(path: path, reason: "a strict schema says what each value is")
    }
    // References may multiply what little is written.
    written += 1
    guard written <= 20_000 else {
      throw StrictSchemaError(
        path: path, reason: "the schema is too large with its references written out")
    }
    if let reference = source["$ref"]?.string {
      return try write(reference: reference, source, at: path, level: level)
    }
    let types = try types(of: source, at: path)
    var result = JSONObject()
    if let types {
      result["type"] =
        types.count == 1
        ? .string(types[0].rawValue) : .array(types.map { .string($0.rawValue) })
    }
    for (keyword, value) in source {
      let path = path + [keyword]
      switch keyword {
      case "type": break
      case "properties", "required", "additionalProperties":
        try check(keyword, fits: .object, in: types, at: path)
      case "items": try check(keyword, fits: .array, in: types, at: path)
      case "enum":
        try limits.addEnum(value.array ?? [], at: path)
        result[keyword] = value
      case "const":
        try limits.addCharacters(of: [value.string].compactMap { $0 }, at: path)
        result[keyword] = value
      case "anyOf":
        try checkStandsAlone(keyword, in: source, at: path)
        result[keyword] = .array(try write(alternatives: value.array ?? [], at: path, level: level))
      case _ where Self.kept.contains(keyword): result[keyword] = value
      case _ where Self.dropped.contains(keyword): break
      default:
        throw StrictSchemaError(
          path: path, reason: "strict structured outputs have no '\(keyword)'; take it out",
          isAboutKey: true)
      }
    }
    if types?.contains(.object) == true {
      try write(objectOf: source, into: &result, at: path, level: level + 1)
    }
    if types?.contains(.array) == true {
      try check(level: level + 1, at: path)
      guard let items = source["items"] else {
        throw StrictSchemaError(path: path, reason: "a list needs 'items': what it is a list of")
      }
      result["items"] = try write(items, at: path + ["items"], level: level + 1)
    }
    return .object(result)
  }

  private mutating func write(
    reference: String, _ source: JSONObject, at path: [String], level: Int
  ) throws(StrictSchemaError) -> JSONValue {
    try checkStandsAlone("$ref", in: source, at: path + ["$ref"])
    var target = schema.value
    for step in jsonPath(reference.dropFirst()) {
      let element = target.array.flatMap { list in Int(step).map { list.dropFirst($0).first } }
      guard let next = target[step] ?? element ?? nil else {
        throw StrictSchemaError(path: path, reason: "there is no schema at '\(reference)'")
      }
      target = next
    }
    return try write(target, at: path, level: level)
  }

  private mutating func write(
    alternatives: [JSONValue], at path: [String], level: Int
  ) throws(StrictSchemaError) -> [JSONValue] {
    var written: [JSONValue] = []
    for (index, alternative) in alternatives.enumerated() {
      written.append(try write(alternative, at: path + [String(index)], level: level))
    }
    return written
  }

  private mutating func write(
    objectOf source: JSONObject, into result: inout JSONObject, at path: [String], level: Int
  ) throws(StrictSchemaError) {
    try check(level: level, at: path)
    guard let properties = source["properties"]?.object else {
      throw StrictSchemaError(
        path: path, reason: "an object needs 'properties': a strict answer has no others")
    }
    if let additional = source["additionalProperties"], additional != false {
      throw StrictSchemaError(
        path: path + ["additionalProperties"],
        reason: "a strict answer has only the properties that are named")
    }
    let required = source["required"]?.array ?? []
    for (index, name) in required.enumerated() where properties[name.string ?? ""] == nil {
      throw StrictSchemaError(
        path: path + ["required", String(index)],
        reason: "\(name.serialized()) is required, and is none of the properties")
    }
    var written = JSONObject()
    for (name, property) in properties {
      let path = path + ["properties", name]
      try limits.addProperty(name, at: path)
      let strict = try write(property, at: path, level: level)
      let isRequired = required.contains(.string(name))
      written[name] = isRequired ? strict : nullable(strict)
    }
    result["properties"] = .object(written)
    result["required"] = .array(properties.keys.map { .string($0) })
    result["additionalProperties"] = false
  }

  private func check(
    _ keyword: String, fits type: JSONType, in types: [JSONType]?, at path: [String]
  ) throws(StrictSchemaError) {
    guard types?.contains(type) == true else {
      throw StrictSchemaError(
        path: path, reason: "'\(keyword)' needs the type \(type.rawValue)", isAboutKey: true)
    }
  }

  /// Beside `keyword` only annotations: with others, providers and validators disagree.
  private func checkStandsAlone(
    _ keyword: String, in source: JSONObject, at path: [String]
  ) throws(StrictSchemaError) {
    let others = source.keys.filter { $0 != keyword && !SchemaCompiler.annotations.contains($0) }
    guard let other = others.first(where: { $0 != "$defs" }) else { return }
    throw StrictSchemaError(
      path: path, reason: "'\(keyword)' cannot stand beside '\(other)'", isAboutKey: true)
  }

  private func check(level: Int, at path: [String]) throws(StrictSchemaError) {
    guard level <= StrictLimits.levels else {
      throw StrictSchemaError(
        path: path, reason: "a strict schema is at most \(StrictLimits.levels) levels deep")
    }
  }
}
