import Expressions
import JSON
import Rules

extension ProfileRow {
  /// The row as the file writes it. Flags that all hold, and answers that nobody gave, are left out.
  func json(_ columns: ProfileColumns) -> JSONValue {
    var object: JSONObject = [
      "count": .number(JSONNumber(count)), "facts": .array(facts.map(\.profileJSON)),
    ]
    for (key, flags) in [
      ("where", isIncluded), ("image", hasImage), ("takes_answers", takesAnswers),
    ] where flags.contains(false) {
      object[key] = .array(flags.map { .bool($0) })
    }
    let kept = JSONObject(
      self.kept.enumerated().compactMap { place, answer in
        answer.map { (key: String(place), value: $0.json) }
      })
    if !kept.isEmpty { object["kept"] = .object(kept) }
    return .object(object)
  }

  init(_ field: ProfileField, _ columns: ProfileColumns) throws(ProfileFileError) {
    try field.expectKeys(["count", "facts", "where", "image", "takes_answers", "kept"])
    let count = try field.required("count")
    guard let subjects = Int(exactly: try count.int()), subjects >= 0 else {
      throw count.fault("a count")
    }
    let source = columns.source
    self.init(
      facts: try Self.facts(field, columns),
      isIncluded: try Self.flags(field, "where", source?.conditions.count),
      hasImage: try Self.flags(field, "image", source?.images.count),
      takesAnswers: try Self.flags(field, "takes_answers", source?.answerColumns.count),
      kept: try Self.kept(field, columns), count: subjects)
  }

  /// In the order of the profile's facts, or by name; what is not named is null.
  private static func facts(
    _ field: ProfileField, _ columns: ProfileColumns
  ) throws(ProfileFileError) -> [Value] {
    var facts: [Value] = Array(repeating: .null, count: columns.facts.count)
    guard let given = field.optional("facts") else { return facts }
    guard given.json.array == nil else {
      let values = try given.elements()
      guard values.count == facts.count else {
        throw given.fault("a list of \(facts.count) values, one for each fact")
      }
      for (place, value) in values.enumerated() {
        facts[place] = try value.value(of: columns.facts[place].type)
      }
      return facts
    }
    for (name, value) in try given.members() {
      guard let place = columns.facts.firstIndex(where: { $0.name == name }) else {
        throw ProfileFileError("'\(value.path)' is not among the facts of the profile")
      }
      facts[place] = try value.value(of: columns.facts[place].type)
    }
    return facts
  }

  private static func flags(
    _ field: ProfileField, _ key: String, _ count: Int?
  ) throws(ProfileFileError) -> [Bool] {
    let count = count ?? 1
    guard let given = field.optional(key) else { return Array(repeating: true, count: count) }
    // A made-up profile has one flag, and no need of a list.
    if count == 1, given.json.bool != nil { return [try given.bool()] }
    let flags = try given.list { field throws(ProfileFileError) in try field.bool() }
    guard flags.count == count else { throw given.fault("a list of \(count)") }
    return flags
  }

  private static func kept(
    _ field: ProfileField, _ columns: ProfileColumns
  ) throws(ProfileFileError) -> [ProfiledAnswer?] {
    var kept: [ProfiledAnswer?] = Array(repeating: nil, count: columns.answers.count)
    for (key, answer) in try field.optional("kept")?.members() ?? [] {
      guard let place = Int(key), kept.indices.contains(place) else {
        throw answer.fault("of any stage that the profile names under 'kept'")
      }
      kept[place] = try ProfiledAnswer(answer, paths: columns.answers[place].paths.count)
    }
    return kept
  }
}

extension ProfiledAnswer {
  fileprivate var json: JSONValue {
    var object: JSONObject = ["tier": .string(tier)]
    if let atLeast { object["at_least"] = .number(JSONNumber(atLeast)) }
    object["question"] = .string(question)
    // An answer that has nothing at a path is told from one that has null there.
    if !values.isEmpty {
      object["values"] = .array(values.map { $0.map { .array([$0]) } ?? .array([]) })
    }
    return .object(object)
  }

  fileprivate init(_ field: ProfileField, paths: Int) throws(ProfileFileError) {
    try field.expectKeys(["tier", "at_least", "question", "values"])
    let values = try field.optional("values")?.list { value throws(ProfileFileError) in
      try value.elements().first?.json
    }
    guard (values?.count ?? 0) == paths else {
      throw field.fault("an answer with \(paths) values")
    }
    self.init(
      tier: try field.required("tier").string(),
      atLeast: try field.optional("at_least")?.int(),
      question: try field.required("question").string(), values: values ?? [])
  }
}

extension Value {
  /// The value of a fact, such that its type reads it back exactly.
  fileprivate var profileJSON: JSONValue {
    switch self {
    case .bool(let value): .bool(value)
    case .int(let value): .number(JSONNumber(value))
    case .double(let value):
      JSONNumber(value).map(JSONValue.number) ?? .string(String(describing: value))
    case .string(let value): .string(value)
    case .timestamp(let value): .string(value.text)
    case .null, .uint, .bytes, .list, .map, .duration, .type: .null
    }
  }
}

extension ProfileField {
  /// The value of a fact of this type.
  fileprivate func value(of type: FactType) throws(ProfileFileError) -> Value {
    if json.isNull { return .null }
    let value: Value? =
      switch type {
      case .bool: json.bool.map { .bool($0) }
      case .int: json.int64.map { .int($0) }
      case .double:
        (json.number?.double ?? json.string.flatMap(Double.init)).map { .double($0) }
      case .string: json.string.map { .string($0) }
      case .timestamp: json.string.flatMap { Timestamp($0) }.map { .timestamp($0) }
      }
    guard let value else { throw fault("of the fact's type, \(type.rawValue)") }
    return value
  }
}
