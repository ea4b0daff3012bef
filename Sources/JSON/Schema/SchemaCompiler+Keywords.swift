extension SchemaCompiler {
  /// Keywords that say nothing about what is valid.
  static let annotations: Set<String> = [
    "title", "description", "default", "examples", "$schema", "$id", "$comment", "deprecated",
    "readOnly", "writeOnly",
  ]

  /// Keywords that the draft knows and that would change what is valid: refused with a reason.
  private static let unsupported: Set<String> = [
    "oneOf", "not", "if", "then", "else", "dependentRequired", "dependencies", "contains",
    "minContains", "maxContains", "minProperties", "maxProperties", "unevaluatedItems",
    "unevaluatedProperties", "format", "contentEncoding", "contentMediaType", "contentSchema",
    "additionalItems", "definitions", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef",
    "$recursiveAnchor", "$vocabulary",
  ]

  mutating func compile(
    _ keyword: String, _ value: JSONValue, of node: Int, at path: [String]
  ) throws(JSONSchemaError) {
    switch keyword {
    case "type": nodes[node].types = try types(value, at: path)
    case "enum":
      guard let values = value.array else { throw needs("a list of values", at: path) }
      nodes[node].enumeration = values
    case "const": nodes[node].constant = value
    case "minimum": nodes[node].minimum = try number(value, at: path)
    case "maximum": nodes[node].maximum = try number(value, at: path)
    case "exclusiveMinimum": nodes[node].exclusiveMinimum = try number(value, at: path)
    case "exclusiveMaximum": nodes[node].exclusiveMaximum = try number(value, at: path)
    case "multipleOf":
      guard let divisor = Divisor(try number(value, at: path)) else {
        throw JSONSchemaError(
          path: path, reason: "'multipleOf' needs a positive number of at most 18 digits")
      }
      nodes[node].multipleOf = divisor
    case "minLength": nodes[node].minLength = try count(value, at: path)
    case "maxLength": nodes[node].maxLength = try count(value, at: path)
    case "pattern": nodes[node].pattern = try pattern(value.string, at: path)
    case "minItems": nodes[node].minItems = try count(value, at: path)
    case "maxItems": nodes[node].maxItems = try count(value, at: path)
    case "uniqueItems":
      guard let isUnique = value.bool else {
        throw JSONSchemaError(path: path, reason: "'uniqueItems' needs true or false")
      }
      nodes[node].uniqueItems = isUnique
    case "prefixItems": nodes[node].prefixItems = try schemas(value, at: path)
    case "items": nodes[node].items = try compile(value, at: path)
    case "required": nodes[node].required = try names(value, at: path)
    case "properties": nodes[node].properties = try members(value, at: path)
    case "patternProperties":
      for (key, index) in try members(value, at: path) {
        nodes[node].patternProperties.append((try pattern(key, at: path + [key]), index))
      }
    case "additionalProperties": nodes[node].additionalProperties = try compile(value, at: path)
    case "propertyNames": nodes[node].propertyNames = try compile(value, at: path)
    case "dependentSchemas": nodes[node].dependentSchemas = try members(value, at: path)
    case "anyOf": nodes[node].anyOf = try schemas(value, at: path)
    case "allOf": nodes[node].allOf = try schemas(value, at: path)
    case "$defs": _ = try members(value, at: path)
    case "$ref": try addReference(value, of: node, at: path)
    case _ where Self.annotations.contains(keyword): break
    case _ where Self.unsupported.contains(keyword):
      throw JSONSchemaError(
        path: path, reason: "the keyword '\(keyword)' is not supported", isAboutKey: true)
    default:
      throw JSONSchemaError(
        path: path, reason: "there is no keyword '\(keyword)'", isAboutKey: true)
    }
  }

  private func types(_ value: JSONValue, at path: [String]) throws(JSONSchemaError) -> [JSONType] {
    let names = value.array ?? [value]
    var types: [JSONType] = []
    for name in names {
      guard let type = name.string.flatMap(JSONType.init(rawValue:)) else {
        let known = JSONType.allCases.map(\.rawValue).joined(separator: ", ")
        throw JSONSchemaError(
          path: path, reason: "\(described(name)) is no type; the types are \(known)")
      }
      types.append(type)
    }
    guard !types.isEmpty else { throw JSONSchemaError(path: path, reason: "'type' names no type") }
    return types
  }

  private func number(
    _ value: JSONValue, at path: [String]
  ) throws(JSONSchemaError) -> JSONNumber {
    guard let number = value.number else { throw needs("a number", at: path) }
    return number
  }

  private func count(_ value: JSONValue, at path: [String]) throws(JSONSchemaError) -> Int {
    guard let count = value.int64, count >= 0, let count = Int(exactly: count) else {
      throw needs("an integer that is not negative", at: path)
    }
    return count
  }

  private func pattern(
    _ text: String?, at path: [String]
  ) throws(JSONSchemaError) -> Pattern {
    guard let text else { throw needs("a string", at: path) }
    do throws(PatternError) {
      return try Pattern(text)
    } catch {
      throw JSONSchemaError(path: path, reason: error.reason)
    }
  }

  private func names(_ value: JSONValue, at path: [String]) throws(JSONSchemaError) -> [String] {
    let names = value.array?.compactMap(\.string)
    guard let names, names.count == value.array?.count else {
      throw needs("a list of names", at: path)
    }
    return names
  }

  private mutating func schemas(
    _ value: JSONValue, at path: [String]
  ) throws(JSONSchemaError) -> [Int] {
    guard let values = value.array, !values.isEmpty else {
      throw needs("a list of at least one schema", at: path)
    }
    var indices: [Int] = []
    for (index, value) in values.enumerated() {
      indices.append(try compile(value, at: path + [String(index)]))
    }
    return indices
  }

  private mutating func members(
    _ value: JSONValue, at path: [String]
  ) throws(JSONSchemaError) -> [(key: String, node: Int)] {
    guard let object = value.object else { throw needs("an object of schemas", at: path) }
    var members: [(key: String, node: Int)] = []
    for (key, value) in object {
      members.append((key, try compile(value, at: path + [key])))
    }
    return members
  }

  private func needs(_ what: String, at path: [String]) -> JSONSchemaError {
    JSONSchemaError(path: path, reason: "'\(path.last ?? "")' needs \(what)")
  }
}

extension JSONSchema {
  /// Every keyword that a schema may hold, for offering the nearest one to a name that is none.
  package static let keywords: [String] =
    [
      "type", "enum", "const", "properties", "required", "additionalProperties",
      "patternProperties", "propertyNames", "dependentSchemas", "items", "prefixItems", "minItems",
      "maxItems", "uniqueItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
      "multipleOf", "minLength", "maxLength", "pattern", "anyOf", "allOf", "$defs", "$ref",
    ] + SchemaCompiler.annotations.sorted()
}
