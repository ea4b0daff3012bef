import JSON
import Rules

extension FactProfile {
  /// What a reader has to know before the rows.
  var head: JSONObject {
    var head: JSONObject = ["subjects": .number(JSONNumber(rows.reduce(0) { $0 + $1.count }))]
    if let source = columns.source {
      head["source"] = [
        "table": .string(source.table), "key": .string(source.key),
        "where": .array(source.conditions.map(JSONValue.optional)),
        "images": .array(source.images.map(JSONValue.optional)),
        "answers": .array(source.answerColumns.map { .string($0) }),
      ]
    }
    head["facts"] = .array(columns.facts.map(\.json))
    if !columns.answers.isEmpty { head["kept"] = .array(columns.answers.map(\.json)) }
    if !usage.isEmpty { head["usage"] = usage.json }
    return head
  }

  init(_ file: ProfileField) throws(ProfileFileError) {
    try file.expectKeys([
      ProfileFile.formatKey, "digest", "subjects", "source", "facts", "kept", "usage", "rows",
    ])
    let rows = try file.required("rows").elements()
    let columns = try ProfileColumns(file, rows: rows)
    var read: [ProfileRow] = []
    read.reserveCapacity(rows.count)
    for row in rows { read.append(try ProfileRow(row, columns)) }
    var subjects = 0
    for row in read {
      let (sum, overflowed) = subjects.addingReportingOverflow(row.count)
      if overflowed { throw ProfileFileError("its counts are too large to add up") }
      subjects = sum
    }
    if let said = try file.optional("subjects")?.int(), said != subjects {
      throw ProfileFileError("it says \(said) subjects, and its rows count \(subjects)")
    }
    let usage = file.optional("usage")
    guard let book = usage.map({ UsageBook(json: $0.json) }) ?? UsageBook() else {
      throw ProfileFileError("'usage' does not say what calls take")
    }
    self.init(columns: columns, rows: read, usage: book)
  }
}

extension ProfileColumns {
  fileprivate init(
    _ file: ProfileField, rows: [ProfileField]
  ) throws(ProfileFileError) {
    let source = file.optional("source")
    let facts =
      if let declared = file.optional("facts") {
        try declared.list { field throws(ProfileFileError) in try Fact(field) }
      } else {
        try Self.facts(namedIn: rows)
      }
    if source != nil, let unsaid = facts.first(where: { $0.definition == nil }) {
      throw ProfileFileError(
        "fact '\(unsaid.name)' has no definition, and the rows are said to be of a database")
    }
    self.init(
      facts: facts,
      source: try source.map { field throws(ProfileFileError) in try Source(field) },
      answers: try file.optional("kept")?.list { field throws(ProfileFileError) in
        try AnswerSource(field)
      } ?? [])
  }

  /// The facts that a profile without a list of them names in its rows.
  private static func facts(namedIn rows: [ProfileField]) throws(ProfileFileError) -> [Fact] {
    var facts: [Fact] = []
    for row in rows {
      for (name, value) in try row.optional("facts")?.members() ?? [] {
        guard let type = FactType(of: value.json) else {
          throw value.fault("a value that a fact can have")
        }
        guard let known = facts.first(where: { $0.name == name }) else {
          facts.append(Fact(name: name, type: type, definition: nil))
          continue
        }
        if known.type != type { throw value.fault("\(known.type.rawValue) like in other rows") }
      }
    }
    return facts
  }
}

extension FactType {
  /// The type that a value by hand stands for.
  fileprivate init?(of json: JSONValue) {
    switch json {
    case .bool: self = .bool
    case .string: self = .string
    case .number(let number): self = number.int64 == nil ? .double : .int
    case .null, .array, .object: return nil
    }
  }
}

extension ProfileColumns.Fact {
  fileprivate var json: JSONValue {
    var object: JSONObject = ["name": .string(name), "type": .string(type.rawValue)]
    if let definition { object["definition"] = definition }
    return .object(object)
  }

  fileprivate init(_ field: ProfileField) throws(ProfileFileError) {
    try field.expectKeys(["name", "type", "definition"])
    let type = try field.required("type")
    guard let known = FactType(rawValue: try type.string()) else {
      throw type.fault("one of \(FactType.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.init(
      name: try field.required("name").string(), type: known,
      definition: field.optional("definition")?.json)
  }
}

extension ProfileColumns.Source {
  fileprivate init(_ field: ProfileField) throws(ProfileFileError) {
    try field.expectKeys(["table", "key", "where", "images", "answers"])
    func texts(_ key: String) throws(ProfileFileError) -> [String?] {
      try field.required(key).list { field throws(ProfileFileError) in try field.stringOrNull() }
    }
    self.init(
      table: try field.required("table").string(), key: try field.required("key").string(),
      conditions: try texts("where"), images: try texts("images"),
      answerColumns: try field.required("answers").list { field throws(ProfileFileError) in
        try field.string()
      })
  }
}

extension AnswerSource {
  fileprivate var json: JSONValue {
    [
      "ruleset": .string(ruleset), "stage": .string(stage),
      "providers": .array(providers.map { .string($0) }),
      "paths": .array(paths.map { .array($0.map { .string($0) }) }),
    ]
  }

  fileprivate init(_ field: ProfileField) throws(ProfileFileError) {
    try field.expectKeys(["ruleset", "stage", "providers", "paths"])
    self.init(
      ruleset: try field.required("ruleset").string(), stage: try field.required("stage").string(),
      providers: try field.required("providers").list { field throws(ProfileFileError) in
        try field.string()
      },
      paths: try field.required("paths").list { path throws(ProfileFileError) in
        try path.list { key throws(ProfileFileError) in try key.string() }
      })
  }
}
