import JSON

/// What a merge replaces in a subject's JSON column and what it adds, so that it can be undone.
struct FormerValues {
  private let replaced: JSONObject
  private let added: [String]
  /// Whether the column was NULL. An empty object is not the same: `IS NULL` tells rows apart that
  /// were never looked at.
  let wasNull: Bool

  /// What a merge into `object` replaces and adds that writes these keys.
  init(of keys: [String], in object: JSONObject, wasNull: Bool) {
    self.wasNull = wasNull
    replaced = JSONObject(keys.compactMap { key in object[key].map { (key, $0) } })
    added = keys.filter { object[$0] == nil }
  }

  /// - Throws: `invalidValue` where somebody else has written over it.
  init(stored text: String) throws {
    let json = try JSONValue(stored: text)
    guard let replaced = json["replaced"]?.object, let added = json["added"]?.array else {
      throw StorageError(.invalidValue, "a gearbox_* table holds former values that are none")
    }
    self.replaced = replaced
    self.added = added.compactMap(\.string)
    wasNull = json["was_null"]?.bool ?? false
  }

  var json: String {
    JSONValue.object([
      "replaced": .object(replaced), "added": .array(added.map { .string($0) }),
      "was_null": .bool(wasNull),
    ]).serialized()
  }

  /// Puts back what stood there before.
  ///
  /// - Parameter sparing: Keys that stay as they are.
  func restore(_ object: inout JSONObject, sparing spared: Set<String> = []) {
    for (key, value) in replaced where !spared.contains(key) { object[key] = value }
    for key in added where !spared.contains(key) { object[key] = nil }
  }
}
