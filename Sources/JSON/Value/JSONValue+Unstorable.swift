import Glibc

extension JSONValue {
  /// The value with every U+0000 in its strings and keys replaced by U+FFFD, and how many those were.
  ///
  /// PostgreSQL's `jsonb` and `text` refuse U+0000. Lone surrogates are replaced on parsing.
  package func replacingUnstorable() -> (value: JSONValue, replaced: Int) {
    var replaced = 0
    // Hardly any has one, and to look is cheaper than to build it anew.
    let value = holdsNUL ? replacingUnstorable(&replaced) : self
    return (value, replaced)
  }

  private var holdsNUL: Bool {
    switch self {
    case .null, .bool, .number: false
    case .string(let text): text.holdsNUL
    case .array(let elements): elements.contains { $0.holdsNUL }
    case .object(let object): object.contains { $0.key.holdsNUL || $0.value.holdsNUL }
    }
  }

  private func replacingUnstorable(_ replaced: inout Int) -> JSONValue {
    switch self {
    case .null, .bool, .number:
      return self
    case .string(let text):
      return .string(text.replacingNUL(&replaced))
    case .array(let elements):
      var result: [JSONValue] = []
      result.reserveCapacity(elements.count)
      for element in elements { result.append(element.replacingUnstorable(&replaced)) }
      return .array(result)
    case .object(let object):
      var result = JSONObject()
      for (key, value) in object {
        result[key.replacingNUL(&replaced)] = value.replacingUnstorable(&replaced)
      }
      return .object(result)
    }
  }
}

extension JSONValue {
  /// Whether a number in it needs more digits than so many when it is written without an exponent, as
  /// PostgreSQL's `jsonb` writes all of them: seven bytes may stand for a hundred thousand.
  package func holdsNumber(longerThan digits: Int) -> Bool {
    switch self {
    case .null, .bool, .string: false
    case .number(let number): number.isLonger(than: digits)
    case .array(let elements): elements.contains { $0.holdsNumber(longerThan: digits) }
    case .object(let object): object.contains { $0.value.holdsNumber(longerThan: digits) }
    }
  }
}

extension JSONNumber {
  fileprivate func isLonger(than digits: Int) -> Bool {
    // Hardly any has an exponent, and to look is cheaper than to take it apart.
    let hasExponent = text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") }
    return hasExponent ? decimal.plainDigits > digits : text.utf8.count > digits
  }
}

extension String {
  /// The text with every U+0000 replaced by U+FFFD.
  package func replacingNUL() -> String {
    var replaced = 0
    return replacingNUL(&replaced)
  }

  /// Whether the text has a U+0000.
  package var holdsNUL: Bool {
    // Over plain memory, a word at a time: this is asked of every text on its way into a database.
    utf8.withContiguousStorageIfAvailable { bytes in
      guard let start = bytes.baseAddress else { return false }
      return memchr(start, 0, bytes.count) != nil
    } ?? utf8.contains(0)
  }

  fileprivate func replacingNUL(_ replaced: inout Int) -> String {
    guard holdsNUL else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.value == 0 { replaced += 1 }
      result.append(scalar.value == 0 ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }
}
