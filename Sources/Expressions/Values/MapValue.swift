/// A map: entries in the order they were given, found by key.
///
/// Keys are bool, int, uint or string; numbers that are equal are the same key, whatever their type.
package struct MapValue: Sendable {
  /// One entry.
  package typealias Entry = (key: Value, value: Value)

  /// The entries, in the order they were given.
  package let entries: [Entry]
  /// Where each key is; empty for small maps, which are quicker to make and to search without.
  private let positions: [MapKey: Int]

  private static let smallCount = 8

  /// Why a map cannot be made.
  package enum Fault: Error, Sendable {
    case unsupportedKey(Value)
    case repeatedKey(Value)
  }

  /// The map of these entries. Throws when a key is of another type than bool, int, uint or string,
  /// or occurs twice.
  package init(_ entries: [Entry]) throws(Fault) {
    var positions: [MapKey: Int] = [:]
    for (position, entry) in entries.enumerated() {
      if case .double = entry.key { throw .unsupportedKey(entry.key) }
      guard let key = MapKey(entry.key) else { throw .unsupportedKey(entry.key) }
      let isRepeated =
        entries.count > Self.smallCount
        ? positions.updateValue(position, forKey: key) != nil
        : entries[..<position].contains { MapKey($0.key) == key }
      if isRepeated { throw .repeatedKey(entry.key) }
    }
    self.entries = entries
    self.positions = positions
  }

  /// A map with string keys. Where a key occurs twice, the later value stands.
  package init(fields: some Sequence<(String, Value)>) {
    var entries: [Entry] = []
    var positions: [MapKey: Int] = [:]
    for (name, value) in fields {
      if let position = positions[.string(name)] {
        entries[position].value = value
      } else {
        positions[.string(name)] = entries.count
        entries.append((.string(name), value))
      }
    }
    self.entries = entries
    self.positions = entries.count > Self.smallCount ? positions : [:]
  }

  /// How many entries there are.
  package var count: Int { entries.count }

  /// The value under a string key.
  package subscript(field name: String) -> Value? {
    guard entries.count <= Self.smallCount else { return value(.string(name)) }
    for entry in entries {
      if case .string(let key) = entry.key, sameScalars(key, name) { return entry.value }
    }
    return nil
  }

  /// The value under a key; `nil` also where the key is of a type that no map has.
  package subscript(key key: Value) -> Value? { MapKey(key).flatMap(value) }

  private func value(_ key: MapKey) -> Value? { entry(key)?.value }

  fileprivate func entry(_ key: MapKey) -> Entry? {
    guard entries.count <= Self.smallCount else { return positions[key].map { entries[$0] } }
    return entries.first { MapKey($0.key) == key }
  }
}

extension MapValue: Hashable {
  package static func == (left: MapValue, right: MapValue) -> Bool {
    guard left.count == right.count else { return false }
    return left.entries.allSatisfy { entry in
      // The key itself too: 1 and 1u are found by one another, and are not the same.
      MapKey(entry.key).flatMap(right.entry).map { $0 == entry } ?? false
    }
  }

  package func hash(into hasher: inout Hasher) {
    // Order must not matter: the hashes of the entries are added up.
    var sum = 0
    for entry in entries {
      var inner = Hasher()
      inner.combine(entry.key)
      inner.combine(entry.value)
      sum &+= inner.finalize()
    }
    hasher.combine(sum)
  }
}

/// A key as it is looked up: one form for all numbers that are equal.
enum MapKey: Hashable {
  case bool(Bool)
  case int(Int64)
  case largeUInt(UInt64)
  case string(String)

  /// `nil` for what can never be found in a map: other types, and doubles between the integers.
  init?(_ value: Value) {
    switch value {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = Int64(exactly: value).map(MapKey.int) ?? .largeUInt(value)
    case .double(let value):
      if let int = Int64(exactly: value) {
        self = .int(int)
      } else if let uint = UInt64(exactly: value) {
        self = .largeUInt(uint)
      } else {
        return nil
      }
    case .string(let value): self = .string(value)
    default: return nil
    }
  }

  static func == (left: MapKey, right: MapKey) -> Bool {
    switch (left, right) {
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.largeUInt(let a), .largeUInt(let b)): a == b
    case (.string(let a), .string(let b)): sameScalars(a, b)
    default: false
    }
  }

  func hash(into hasher: inout Hasher) {
    switch self {
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .largeUInt(let value): hasher.combine(value)
    case .string(let value): hasher.combine(value)
    }
  }
}
