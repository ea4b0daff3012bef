import JSON

/// A value within a profile file, with the way that leads to it, for messages.
struct ProfileField {
  let json: JSONValue
  let path: String

  init(_ json: JSONValue, at path: String) {
    self.json = json
    self.path = path
  }

  func fault(_ expected: String) -> ProfileFileError {
    ProfileFileError(path.isEmpty ? "it is not \(expected)" : "'\(path)' is not \(expected)")
  }

  // MARK: Members

  func optional(_ key: String) -> ProfileField? {
    guard let value = json[key], !value.isNull else { return nil }
    return ProfileField(value, at: path.isEmpty ? key : "\(path).\(key)")
  }

  func required(_ key: String) throws(ProfileFileError) -> ProfileField {
    guard let field = optional(key) else {
      let place = path.isEmpty ? "" : " in '\(path)'"
      throw ProfileFileError("'\(key)' is missing\(place)")
    }
    return field
  }

  func members() throws(ProfileFileError) -> [(key: String, field: ProfileField)] {
    guard let object = json.object else { throw fault("an object") }
    return object.map { ($0.key, ProfileField($0.value, at: "\(path).\($0.key)")) }
  }

  func elements() throws(ProfileFileError) -> [ProfileField] {
    guard let array = json.array else { throw fault("a list") }
    return array.enumerated().map { ProfileField($0.element, at: "\(path)[\($0.offset)]") }
  }

  /// Refuses what nobody reads, as a misspelt key would be silently ignored otherwise.
  func expectKeys(_ known: [String]) throws(ProfileFileError) {
    for (key, _) in try members() where !known.contains(key) {
      throw ProfileFileError(
        "'\(path.isEmpty ? key : "\(path).\(key)")' is not known",
        help: "what can stand there: \(known.joined(separator: ", "))")
    }
  }

  // MARK: Values

  func string() throws(ProfileFileError) -> String {
    guard let text = json.string else { throw fault("text") }
    return text
  }

  func stringOrNull() throws(ProfileFileError) -> String? {
    json.isNull ? nil : try string()
  }

  func bool() throws(ProfileFileError) -> Bool {
    guard let value = json.bool else { throw fault("true or false") }
    return value
  }

  func int() throws(ProfileFileError) -> Int64 {
    guard let value = json.int64 else { throw fault("a whole number") }
    return value
  }

  func list<Element>(
    _ read: (ProfileField) throws(ProfileFileError) -> Element
  ) throws(ProfileFileError) -> [Element] {
    var values: [Element] = []
    for element in try elements() { values.append(try read(element)) }
    return values
  }
}
