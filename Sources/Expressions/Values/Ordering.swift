/// How one value stands to another.
enum ValueOrder: Equatable {
  case before, same, after

  init<Number: Comparable>(_ left: Number, _ right: Number) {
    self = left < right ? .before : left == right ? .same : .after
  }

  var reversed: ValueOrder {
    switch self {
    case .before: .after
    case .same: .same
    case .after: .before
    }
  }
}

extension Value {
  /// The order of two values; `nil` where their types have none.
  func order(_ other: Value) throws(Fault) -> ValueOrder? {
    switch (self, other) {
    case (.bool(let a), .bool(let b)): return ValueOrder(a ? 1 : 0, b ? 1 : 0)
    case (.string(let a), .string(let b)):
      return scalarsPrecede(a, b) ? .before : sameScalars(a, b) ? .same : .after
    case (.bytes(let a), .bytes(let b)):
      return a.lexicographicallyPrecedes(b) ? .before : a == b ? .same : .after
    case (.timestamp(let a), .timestamp(let b)): return ValueOrder(a, b)
    case (.duration(let a), .duration(let b)): return ValueOrder(a, b)
    default:
      guard isNumber, other.isNumber else { return nil }
      guard let order = numericOrder(other) else { throw Fault("NaN has no order") }
      return order
    }
  }

  private var isNumber: Bool {
    switch self {
    case .int, .uint, .double: true
    default: false
    }
  }

  /// The order of two numbers of any types; `nil` where one is NaN, or no number.
  func numericOrder(_ other: Value) -> ValueOrder? {
    switch (self, other) {
    case (.int(let a), .int(let b)): ValueOrder(a, b)
    case (.uint(let a), .uint(let b)): ValueOrder(a, b)
    case (.double(let a), .double(let b)): a.isNaN || b.isNaN ? nil : ValueOrder(a, b)
    case (.int(let a), .uint(let b)): a < 0 ? .before : ValueOrder(a.magnitude, b)
    case (.uint(let a), .int(let b)): b < 0 ? .after : ValueOrder(a, b.magnitude)
    case (.int(let a), .double(let b)): order(of: b, toInteger: a)?.reversed
    case (.double(let a), .int(let b)): order(of: a, toInteger: b)
    case (.uint(let a), .double(let b)): order(of: b, toInteger: a)?.reversed
    case (.double(let a), .uint(let b)): order(of: a, toInteger: b)
    default: nil
    }
  }

  /// Outside the range of the integer type a double is beyond every integer. Inside, the integer is
  /// rounded to a double, as the language's conformance suite has it: 2^63 - 1 is not below 2^63.
  private func order<Integer: FixedWidthInteger>(
    of double: Double,
    toInteger integer: Integer
  ) -> ValueOrder? {
    if double.isNaN { return nil }
    if double < Double(Integer.min) { return .before }
    if double > Double(Integer.max) { return .after }
    return ValueOrder(double, Double(integer))
  }
}
