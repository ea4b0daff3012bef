extension StrictWriter {
  /// The types of a schema, written or implied; nil where its `anyOf` says them.
  func types(
    of source: JSONObject, at path: [String]
  ) throws(StrictSchemaError) -> [JSONType]? {
    let values = source["enum"]?.array ?? source["const"].map { [$0] }
    if let values {
      for value in values where value.array != nil || value.object != nil {
        throw StrictSchemaError(
          path: path + [source["enum"] == nil ? "const" : "enum"],
          reason: "strict structured outputs take no lists or objects as constants")
      }
    }
    if let type = source["type"] {
      return (type.array ?? [type]).compactMap { $0.string.flatMap(JSONType.init(rawValue:)) }
    }
    if let values { return implied(by: values) }
    if source["properties"] != nil { return [.object] }
    if source["items"] != nil { return [.array] }
    guard source["anyOf"] == nil else { return nil }
    throw StrictSchemaError(path: path, reason: "a strict schema says a 'type' for each value")
  }

  /// The types of the values, each once, in the order of the values.
  private func implied(by values: [JSONValue]) -> [JSONType] {
    var types: [JSONType] = []
    for value in values {
      let type = JSONType(of: value)
      if !types.contains(type) { types.append(type) }
    }
    // Every integer is a number.
    if types.contains(.number) { types.removeAll { $0 == .integer } }
    return types
  }

  /// The strict schema, but null is valid too.
  func nullable(_ strict: JSONValue) -> JSONValue {
    guard var schema = strict.object else { return strict }
    if let compiled = try? JSONSchema(strict), compiled.validate(.null).isEmpty { return strict }
    if schema["const"] != nil || schema["anyOf"] != nil {
      // With nothing but words beside it, an `anyOf` just has one alternative more.
      if let alternatives = schema["anyOf"]?.array,
        schema.keys.allSatisfy({ ["anyOf", "title", "description"].contains($0) })
      {
        schema["anyOf"] = .array(alternatives + [["type": "null"]])
        return .object(schema)
      }
      return ["anyOf": [strict, ["type": "null"]]]
    }
    if let values = schema["enum"]?.array, !values.contains(.null) {
      schema["enum"] = .array(values + [.null])
    }
    if let type = schema["type"], type.array?.contains("null") != true, type != "null" {
      schema["type"] = .array((type.array ?? [type]) + ["null"])
    }
    return .object(schema)
  }
}
