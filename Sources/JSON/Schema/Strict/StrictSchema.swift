/// A schema has no strict form, or a provider would refuse it.
package struct StrictSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The keys and indices that lead to the fault, from the root of the schema.
  package let path: [String]
  /// Why it cannot be, and what to do.
  package let reason: String
  /// Whether the last key of the path is at fault itself, and not what stands under it.
  package var isAboutKey = false

  /// The path as a JSON pointer.
  package var pointer: String { jsonPointer(path) }
  package var description: String { "\(path.isEmpty ? "the schema" : pointer): \(reason)" }
}

extension JSONSchema {
  /// The schema in the form that strict structured outputs take.
  ///
  /// Every object is closed and requires all of its properties; those that are optional in this
  /// schema may be null there, and `droppingAbsent` takes such nulls out of an answer again. Types
  /// that an `enum` or `const` implies are written out, references are replaced by what they refer
  /// to, and annotations that providers refuse are left out. What is valid by the strict form is
  /// valid by this schema, once `droppingAbsent`.
  ///
  /// Throws `StrictSchemaError` for the first thing that has no such form, or exceeds what OpenAI
  /// documents: 10 levels, 5,000 properties, 1,000 enum values, 120,000 characters of names and
  /// values, and 15,000 in an enum of more than 250 strings.
  package func strict() throws(StrictSchemaError) -> JSONValue {
    var writer = StrictWriter(schema: self)
    return try writer.writeRoot()
  }
}

/// What a strict schema may hold in total, and how much of it was used.
struct StrictLimits {
  private var properties = 0
  private var enumValues = 0
  private var characters = 0

  static let levels = 10

  mutating func addProperty(_ name: String, at path: [String]) throws(StrictSchemaError) {
    properties += 1
    guard properties <= 5_000 else {
      throw StrictSchemaError(path: path, reason: "a strict schema has at most 5,000 properties")
    }
    try addCharacters(of: [name], at: path)
  }

  mutating func addEnum(_ values: [JSONValue], at path: [String]) throws(StrictSchemaError) {
    guard !values.isEmpty else {
      throw StrictSchemaError(path: path, reason: "an enum without values allows nothing")
    }
    enumValues += values.count
    guard enumValues <= 1_000 else {
      throw StrictSchemaError(path: path, reason: "a strict schema has at most 1,000 enum values")
    }
    let strings = values.compactMap(\.string)
    let length = strings.reduce(0) { $0 + $1.unicodeScalars.count }
    guard strings.count <= 250 || length <= 15_000 else {
      throw StrictSchemaError(
        path: path, reason: "an enum of more than 250 strings has at most 15,000 characters")
    }
    try addCharacters(of: strings, at: path)
  }

  mutating func addCharacters(
    of strings: [String], at path: [String]
  ) throws(StrictSchemaError) {
    characters += strings.reduce(0) { $0 + $1.unicodeScalars.count }
    guard characters <= 120_000 else {
      throw StrictSchemaError(
        path: path,
        reason: "a strict schema has at most 120,000 characters in its names and enum values")
    }
  }
}
