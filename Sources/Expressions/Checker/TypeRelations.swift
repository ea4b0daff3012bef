extension ValueType {
  var isNumber: Bool { self == .int || self == .uint || self == .double }

  /// Whether a value of this type can stand where `other` is wanted. Null never can.
  func isAssignable(to other: ValueType) -> Bool {
    switch (self, other) {
    case (.dyn, _), (_, .dyn): true
    case (.list(let a), .list(let b)): a.isAssignable(to: b)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      key.isAssignable(to: otherKey) && value.isAssignable(to: otherValue)
    case (.record, .map(let key, _)): ValueType.string.isAssignable(to: key)
    default: self == other
    }
  }

  /// Whether asking if a value of this type equals one of the other can make sense.
  func isComparable(to other: ValueType, inside: Bool = false) -> Bool {
    switch (self, other) {
    case (.dyn, _), (_, .dyn): true
    case (.nullable, .null), (.null, .nullable): true
    case (.nullable(let inner), _): inner.isComparable(to: other, inside: inside)
    case (_, .nullable(let inner)): isComparable(to: inner, inside: inside)
    // Times are messages to the language, which may be null.
    case (.null, .timestamp), (.null, .duration), (.timestamp, .null), (.duration, .null): true
    case (.null, _), (_, .null): inside || self == other
    case (.list(let a), .list(let b)): a.isComparable(to: b, inside: true)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      key.isComparable(to: otherKey, inside: true)
        && value.isComparable(to: otherValue, inside: true)
    case (.record, .map), (.map, .record), (.record, .record): true
    default: self == other || (isNumber && other.isNumber)
    }
  }

  /// Whether `<` applies.
  func isOrdered(with other: ValueType) -> Bool {
    switch (self, other) {
    case (.dyn, .dyn): true
    case (.dyn, let type), (let type, .dyn): type.isOrdered(with: type)
    case (.bool, .bool), (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp),
      (.duration, .duration):
      true
    default: isNumber && other.isNumber
    }
  }

  /// The type of what may be of either type; `dyn` where that has no name.
  func joined(with other: ValueType) -> ValueType {
    switch (self, other) {
    case _ where self == other: self
    case (.dyn, _), (_, .dyn): .dyn
    case (.null, .nullable): other
    case (.nullable, .null): self
    case (.null, let type), (let type, .null): .nullable(type)
    case (.nullable(let inner), .nullable(let type)), (.nullable(let inner), let type),
      (let type, .nullable(let inner)):
      inner.joined(with: type).orNull
    case (.list(let a), .list(let b)): .list(a.joined(with: b))
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      .map(key.joined(with: otherKey), value.joined(with: otherValue))
    default: .dyn
    }
  }

  private var orNull: ValueType {
    switch self {
    case .dyn, .null, .nullable: self
    default: .nullable(self)
    }
  }

  /// "an int", "a string"
  var withArticle: String {
    switch self {
    case .int: "an int"
    case .null, .dyn: description
    case .nullable(let inner): "\(inner.withArticle) or null"
    default: "a \(description)"
    }
  }
}
