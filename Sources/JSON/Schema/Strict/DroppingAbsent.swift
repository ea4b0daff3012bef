extension JSONSchema {
  /// The answer without the nulls that only stand for absence: those of properties that are
  /// optional in this schema and could not be null by it.
  package func droppingAbsent(_ answer: JSONValue) -> JSONValue {
    var dropper = AbsentDropper(validator: SchemaValidator(nodes: nodes))
    return dropper.drop(answer, by: 0)
  }
}

/// Walks an answer along the schema as its author wrote it. Bounded as the validator is.
private struct AbsentDropper {
  var validator: SchemaValidator

  mutating func drop(_ answer: JSONValue, by index: Int) -> JSONValue {
    guard validator.takeStep() else { return answer }
    let node = validator.nodes[index]
    var answer = answer
    switch answer {
    case .object(let object):
      answer = .object(drop(object, by: node))
    case .array(let elements):
      var result = elements
      for (position, element) in elements.enumerated() {
        guard let item = node.prefixItems.dropFirst(position).first ?? node.items else { continue }
        result[position] = drop(element, by: item)
      }
      answer = .array(result)
    case .null, .bool, .number, .string:
      return answer
    }
    if let reference = node.reference { answer = drop(answer, by: reference) }
    for index in node.allOf { answer = drop(answer, by: index) }
    for index in node.anyOf {
      let dropped = drop(answer, by: index)
      if validator.accepts(dropped, by: index) { return dropped }
    }
    return answer
  }

  private mutating func drop(_ object: JSONObject, by node: SchemaNode) -> JSONObject {
    var result = object
    for (key, property) in node.properties {
      guard let value = object[key] else { continue }
      let isOptional = !node.required.contains { JSONKey($0) == JSONKey(key) }
      if value.isNull, isOptional, !validator.accepts(.null, by: property) {
        result[key] = nil
      } else {
        result[key] = drop(value, by: property)
      }
    }
    return result
  }
}
