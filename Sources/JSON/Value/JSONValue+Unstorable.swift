extension JSONValue {
  /// The value with every U+0000 in its strings and keys replaced by U+FFFD, and how many those were.
  ///
  /// PostgreSQL's `jsonb` and `text` refuse U+0000. Lone surrogates are replaced on parsing.
  package func replacingUnstorable() -> (value: JSONValue, replaced: Int) {
    var replaced = 0
    let value = replacingUnstorable(&replaced)
    return (value, replaced)
  }

  private func replacingUnstorable(_ replaced: inout Int) -> JSONValue {
    switch self {
    case .null, .bool, .number:
      return self
    case .string(let text):
      return .string(text.replacingNull(&replaced))
    case .array(let elements):
      var result: [JSONValue] = []
      result.reserveCapacity(elements.count)
      for element in elements { result.append(element.replacingUnstorable(&replaced)) }
      return .array(result)
    case .object(let object):
      var result = JSONObject()
      for (key, value) in object {
        result[key.replacingNull(&replaced)] = value.replacingUnstorable(&replaced)
      }
      return .object(result)
    }
  }
}

extension String {
  fileprivate func replacingNull(_ replaced: inout Int) -> String {
    guard utf8.contains(0) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.value == 0 { replaced += 1 }
      result.append(scalar.value == 0 ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }
}
