/// Writes how a JSON column is looked into. Steps are names of members, never places in arrays.
struct JSONPathSQL {
  let dialect: Dialect
  let family: ColumnDescription.Family

  /// Whether something other than JSON null stands at the path. A value that is no JSON has none.
  func isPresent(_ column: String, _ path: [String]) -> String {
    switch dialect {
    case .postgres:
      let value = postgresValue(postgresJSON(column), path)
      return "coalesce(jsonb_typeof(\(value)) <> 'null', false)"
    case .sqlite:
      return "coalesce(\(sqliteValue(sqliteJSON(column), path)) <> 'null', 0)"
    }
  }

  /// What stands at the path, as JSON text; NULL where nothing does.
  func text(_ column: String, _ path: [String]) -> String {
    switch dialect {
    case .postgres: "CAST(\(postgresValue(postgresJSON(column), path)) AS text)"
    case .sqlite: sqliteValue(sqliteJSON(column), path)
    }
  }

  private func postgresJSON(_ column: String) -> String {
    switch family {
    case .jsonb: column
    case .json: "CAST(\(column) AS jsonb)"
    default:
      // What does not begin like an object has no members, and is often no JSON at all.
      """
      CAST(CASE WHEN left(ltrim(CAST(\(column) AS text), E' \\t\\r\\n'), 1) = '{' \
      THEN CAST(\(column) AS text) END AS jsonb)
      """
    }
  }

  private func postgresValue(_ json: String, _ path: [String]) -> String {
    guard path.contains(where: { Int($0) != nil }) else {
      return "(\(json) #> \(Self.postgresArray(path)))"
    }
    // To #> a step of digits is a place in an array, too.
    let steps = path.map { "." + Self.jsonString($0) }.joined()
    let path = Self.literal("strict $\(steps)")
    return "jsonb_path_query_first(\(json), CAST(\(path) AS jsonpath), '{}', true)"
  }

  private func sqliteJSON(_ column: String) -> String {
    "(CASE WHEN typeof(\(column)) = 'text' AND json_valid(\(column)) THEN \(column) END)"
  }

  private func sqliteValue(_ json: String, _ path: [String]) -> String {
    if path.allSatisfy(Self.isPlain) {
      let steps = path.map { ".\"\($0)\"" }.joined()
      return "(\(json) -> \(Self.literal("$\(steps)")))"
    }
    // SQLite compares the names in a path with the JSON text as it is written, escapes and all.
    // Taken apart into rows, the names are what they stand for.
    return path.enumerated().reduce(json) { json, step in
      """
      (SELECT CASE WHEN step.type IN ('object', 'array') THEN step.value \
      WHEN step.type = 'text' THEN json_quote(step.value) \
      WHEN step.type IN ('true', 'false', 'null') THEN step.type \
      ELSE CAST(step.value AS text) END \
      FROM json_each(\(json)) AS step WHERE step.key = \(Self.literal(step.element)))
      """
    }
  }

  /// Names that stand in a JSON text as they are, whoever wrote it.
  private static func isPlain(_ name: String) -> Bool {
    name.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || scalar == "_" || scalar == "-")
    }
  }

  static func literal(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }

  private static func jsonString(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func postgresArray(_ names: [String]) -> String {
    "ARRAY[" + names.map(literal).joined(separator: ", ") + "]::text[]"
  }
}
