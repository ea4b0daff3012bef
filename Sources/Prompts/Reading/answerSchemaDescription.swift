import YAML

extension ShapeDescription {
  /// The JSON Schema of an answer: the keywords that `JSONSchema` understands.
  ///
  /// What strict structured outputs cannot say is left to the reading of the file, which gives the
  /// reason.
  static let answerSchema = ShapeDescription(
    "a JSON Schema",
    .defined("answer_schema", ShapeDescription("a JSON Schema", .mapping(schemaKeywords))))

  private static let schema = ShapeDescription(
    "a JSON Schema",
    .either([
      ShapeDescription("a JSON Schema", .reference("answer_schema")),
      ShapeDescription("true or false", .bool),
    ]))

  private static let schemas = ShapeDescription(
    "a mapping of JSON Schemas", .entries(schema, keys: nil, mayBeEmpty: true))
  private static let schemaList = ShapeDescription(
    "a list of JSON Schemas", .list(schema, mayBeEmpty: false))
  private static let anything = ShapeDescription("anything", .anything)
  private static let number = ShapeDescription("a number", .number(minimum: nil, maximum: nil))
  private static let count = ShapeDescription("a whole number of 0 or more", .integer(0 ... .max))
  private static let pattern = ShapeDescription(
    "a regular expression", .text(mayBeEmpty: true, pattern: nil))
  private static let names = ShapeDescription(
    "a list of names",
    .list(ShapeDescription("a name", .text(mayBeEmpty: true, pattern: nil)), mayBeEmpty: true))
  private static let type = ShapeDescription(
    "a type",
    .words(["object", "array", "string", "integer", "number", "boolean", "null"]))
  private static let types = ShapeDescription(
    "a type, or a list of types",
    .either([type, ShapeDescription("a list of types", .list(type, mayBeEmpty: false))]))

  private static let schemaKeywords: [FieldDescription] =
    valueKeywords + objectKeywords + listKeywords + scalarKeywords + annotations

  private static let valueKeywords = [
    FieldDescription("type", "the type of the value, or the types that it may have", types),
    FieldDescription(
      "enum", "the values that there are",
      ShapeDescription("a list of values", .list(anything, mayBeEmpty: true))),
    FieldDescription("const", "the one value that there is", anything),
    FieldDescription("anyOf", "schemas of which the value has to fit one", schemaList),
    FieldDescription("allOf", "schemas of which the value has to fit each", schemaList),
    FieldDescription("$defs", "schemas that '$ref' can name", schemas),
    FieldDescription(
      "$ref", "the schema that stands at that place, such as #/$defs/part",
      ShapeDescription("a reference", .text(mayBeEmpty: false, pattern: "^#($|/)"))),
  ]

  private static let objectKeywords = [
    FieldDescription("properties", "the fields of an object", schemas),
    FieldDescription("required", "which fields have to be there", names),
    FieldDescription("additionalProperties", "what other fields may be", schema),
    FieldDescription("patternProperties", "fields by a pattern of their names", schemas),
    FieldDescription("propertyNames", "what the names of fields may be", schema),
    FieldDescription("dependentSchemas", "what holds where a field is there", schemas),
  ]

  private static let listKeywords = [
    FieldDescription("items", "what each item of a list is", schema),
    FieldDescription("prefixItems", "what the first items of a list are, one by one", schemaList),
    FieldDescription("minItems", "the fewest items of a list", count),
    FieldDescription("maxItems", "the most items of a list", count),
    FieldDescription(
      "uniqueItems", "whether no two items of a list are equal",
      ShapeDescription("true or false", .bool)),
  ]

  private static let scalarKeywords = [
    FieldDescription("minimum", "the lowest number", number),
    FieldDescription("maximum", "the highest number", number),
    FieldDescription("exclusiveMinimum", "the number that the value is above", number),
    FieldDescription("exclusiveMaximum", "the number that the value is below", number),
    FieldDescription("multipleOf", "the number that the value is a multiple of", number),
    FieldDescription("minLength", "the fewest characters of a text", count),
    FieldDescription("maxLength", "the most characters of a text", count),
    FieldDescription("pattern", "a regular expression that is found in a text", pattern),
  ]

  private static let annotations = [
    FieldDescription("title", "what the value is called", anything),
    FieldDescription("description", "what the value is, for the model to read", anything),
    FieldDescription("default", "what an absent value stands for", anything),
    FieldDescription("examples", "values that would fit", anything),
    FieldDescription("$schema", "the draft that the schema is written in", anything),
    FieldDescription("$id", "the address of the schema", anything),
    FieldDescription("$comment", "a remark for whoever reads the file", anything),
    FieldDescription("deprecated", "whether the value should not be used any more", anything),
    FieldDescription("readOnly", "whether the value is only read", anything),
    FieldDescription("writeOnly", "whether the value is only written", anything),
  ]
}
