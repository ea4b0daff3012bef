/// A JSON Schema (draft 2020-12), checked when it is made.
///
/// Supported are `type`, `enum`, `const`, `properties`, `required`, `additionalProperties`,
/// `patternProperties`, `propertyNames`, `dependentSchemas`, `items`, `prefixItems`, `minItems`,
/// `maxItems`, `uniqueItems`, `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`,
/// `multipleOf`, `minLength`, `maxLength`, `pattern`, `anyOf`, `allOf`, `$defs`, `$ref` within the
/// schema, and schemas that are just true or false. Every other keyword that would change what is
/// valid is refused, never ignored; annotations are allowed.
package struct JSONSchema: Sendable {
  /// The schema as it was given.
  package let value: JSONValue
  /// Every schema within, the whole one first. They refer to each other by index.
  let nodes: [SchemaNode]

  /// Reads a schema. Throws `JSONSchemaError` for the first thing that is no valid or no supported
  /// schema.
  package init(_ schema: JSONValue) throws(JSONSchemaError) {
    value = schema
    nodes = try SchemaCompiler.compile(schema)
  }

  /// Everything in which the instance departs from the schema, in the order of the schema; empty
  /// where it is valid.
  package func validate(_ instance: JSONValue) -> [SchemaViolation] {
    var validator = SchemaValidator(nodes: nodes)
    validator.validate(instance, against: 0)
    guard !validator.isExhausted else {
      return [
        SchemaViolation(
          instancePath: "", message: "the schema has too many ways to read the value")
      ]
    }
    return validator.violations
  }
}

extension JSONSchema: Hashable {
  package static func == (left: JSONSchema, right: JSONSchema) -> Bool {
    left.value == right.value
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

/// A value is no JSON Schema that is supported.
package struct JSONSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The keys and indices that lead to the fault, from the root of the schema.
  package let path: [String]
  /// What is wrong there.
  package let reason: String
  /// Whether the last key of the path is at fault itself, and not what stands under it.
  package var isAboutKey = false

  /// The path as a JSON pointer.
  package var pointer: String { jsonPointer(path) }
  package var description: String { "\(path.isEmpty ? "the schema" : pointer): \(reason)" }
}

/// One way in which an instance departs from a schema.
package struct SchemaViolation: Sendable, Hashable, CustomStringConvertible {
  /// The JSON pointer to the value in the instance: "" is all of it, "/a/0" the first of `a`.
  package let instancePath: String
  /// What was expected and what was found.
  package let message: String

  package var description: String {
    "\(instancePath.isEmpty ? "the answer" : instancePath): \(message)"
  }
}

/// The keys and indices as a JSON pointer (RFC 6901).
func jsonPointer(_ path: [String]) -> String {
  var pointer = ""
  for step in path {
    pointer += "/"
    for scalar in step.unicodeScalars {
      switch scalar {
      case "~": pointer += "~0"
      case "/": pointer += "~1"
      default: pointer.unicodeScalars.append(scalar)
      }
    }
  }
  return pointer
}

/// The keys and indices of a JSON pointer.
func jsonPath(_ pointer: some StringProtocol) -> [String] {
  pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { step in
    var result = ""
    var isEscaped = false
    for scalar in step.unicodeScalars {
      switch (isEscaped, scalar) {
      case (true, "1"): result += "/"
      case (true, _): result += "~"
      case (false, "~"): break
      default: result.unicodeScalars.append(scalar)
      }
      isEscaped = !isEscaped && scalar == "~"
    }
    return result
  }
}
