/// The members of a JSON object, in the order in which their keys first came.
package struct JSONObject: Sendable {
  /// A name and what it stands for.
  package typealias Member = (key: String, value: JSONValue)

  private var members: [Member] = []
  /// Where each key stands; only kept for objects that are too large to look through.
  private var positions: [JSONKey: Int]?

  private static let indexedFrom = 16

  /// An object without members.
  package init() {}

  /// An object of these members. Where a key comes twice, the last value stands at the first place.
  package init(_ members: some Sequence<Member>) {
    for (key, value) in members { self[key] = value }
  }

  /// How many members there are.
  package var count: Int { members.count }
  /// Whether there are no members.
  package var isEmpty: Bool { members.isEmpty }
  /// The names of the members, in order.
  package var keys: [String] { members.map(\.key) }

  /// The value of a member. A new key is added at the end; nil removes the member.
  package subscript(key: String) -> JSONValue? {
    get { position(of: key).map { members[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let position?, let value?):
        members[position].value = value
      case (let position?, nil):
        members.remove(at: position)
        positions = nil
        indexWhereLarge()
      case (nil, let value?):
        members.append((key, value))
        positions?[JSONKey(key)] = members.count - 1
        if positions == nil { indexWhereLarge() }
      case (nil, nil):
        break
      }
    }
  }

  /// The object with every value replaced by what `transform` makes of it.
  package func mapValues<Failure: Error>(
    _ transform: (JSONValue) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONObject {
    var result = self
    for position in members.indices {
      result.members[position].value = try transform(members[position].value)
    }
    return result
  }

  private func position(of key: String) -> Int? {
    if let positions { return positions[JSONKey(key)] }
    return members.firstIndex { JSONKey($0.key) == JSONKey(key) }
  }

  private mutating func indexWhereLarge() {
    guard members.count >= Self.indexedFrom else { return }
    var positions: [JSONKey: Int] = [:]
    for (position, member) in members.enumerated() { positions[JSONKey(member.key)] = position }
    self.positions = positions
  }
}

extension JSONObject: Sequence {
  package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
  package var underestimatedCount: Int { members.count }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral members: (String, JSONValue)...) {
    self.init(members.map { (key: $0.0, value: $0.1) })
  }
}

extension JSONObject: Hashable {
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
  }

  package func hash(into hasher: inout Hasher) {
    // A sum, as it must not depend on the order of the members.
    var sum = 0
    for (key, value) in members {
      var member = Hasher()
      member.combine(JSONKey(key))
      member.combine(value)
      sum &+= member.finalize()
    }
    hasher.combine(count)
    hasher.combine(sum)
  }
}
