/// The operations on numbers, strings, lists and times. Integers never wrap: what does not fit is
/// an error. Types do not mix.
enum Arithmetic {
  static func add(_ left: Value, _ right: Value, _ work: inout Work) throws(Fault) -> Value? {
    switch (left, right) {
    case (.int(let a), .int(let b)): return .int(try checked(a.addingReportingOverflow(b)))
    case (.uint(let a), .uint(let b)): return .uint(try checked(a.addingReportingOverflow(b)))
    case (.double(let a), .double(let b)): return .double(a + b)
    case (.string(let a), .string(let b)):
      try work.spend((a.utf8.count + b.utf8.count) / 16)
      return .string(a + b)
    case (.bytes(let a), .bytes(let b)):
      try work.spend((a.count + b.count) / 16)
      return .bytes(a + b)
    case (.list(let a), .list(let b)):
      try work.spend(a.count + b.count)
      return .list(a + b)
    case (.timestamp(let time), .duration(let span)), (.duration(let span), .timestamp(let time)):
      return try moved(time, by: span)
    case (.duration(let a), .duration(let b)):
      return try span(a.nanoseconds.addingReportingOverflow(b.nanoseconds))
    default: return nil
    }
  }

  static func subtract(_ left: Value, _ right: Value, _ work: inout Work) throws(Fault) -> Value? {
    switch (left, right) {
    case (.int(let a), .int(let b)): return .int(try checked(a.subtractingReportingOverflow(b)))
    case (.uint(let a), .uint(let b)): return .uint(try checked(a.subtractingReportingOverflow(b)))
    case (.double(let a), .double(let b)): return .double(a - b)
    case (.timestamp(let a), .timestamp(let b)):
      guard let span = a.since(b) else { throw Fault("the duration overflows") }
      return .duration(span)
    case (.timestamp(let time), .duration(let span)):
      return try moved(time, back: span)
    case (.duration(let a), .duration(let b)):
      return try span(a.nanoseconds.subtractingReportingOverflow(b.nanoseconds))
    default: return nil
    }
  }

  static func multiply(_ left: Value, _ right: Value, _ work: inout Work) throws(Fault) -> Value? {
    switch (left, right) {
    case (.int(let a), .int(let b)): .int(try checked(a.multipliedReportingOverflow(by: b)))
    case (.uint(let a), .uint(let b)): .uint(try checked(a.multipliedReportingOverflow(by: b)))
    case (.double(let a), .double(let b)): .double(a * b)
    default: nil
    }
  }

  static func divide(_ left: Value, _ right: Value, _ work: inout Work) throws(Fault) -> Value? {
    switch (left, right) {
    case (.int(let a), .int(let b)):
      .int(try checked(a.dividedReportingOverflow(by: try divisor(b))))
    case (.uint(let a), .uint(let b)): .uint(a / (try divisor(b)))
    case (.double(let a), .double(let b)): .double(a / b)
    default: nil
    }
  }

  static func remainder(_ left: Value, _ right: Value, _ work: inout Work) throws(Fault) -> Value? {
    switch (left, right) {
    case (.int(let a), .int(let b)):
      .int(try checked(a.remainderReportingOverflow(dividingBy: try divisor(b))))
    case (.uint(let a), .uint(let b)): .uint(a % (try divisor(b)))
    default: nil
    }
  }

  private static func checked<Integer: FixedWidthInteger>(
    _ result: (partialValue: Integer, overflow: Bool)
  ) throws(Fault) -> Integer {
    guard !result.overflow else {
      throw Fault("the \(Integer.isSigned ? "int" : "uint") overflows")
    }
    return result.partialValue
  }

  private static func divisor<Integer: FixedWidthInteger>(
    _ value: Integer
  ) throws(Fault) -> Integer {
    guard value != 0 else { throw Fault("division by zero") }
    return value
  }

  private static func span(
    _ result: (partialValue: Int64, overflow: Bool)
  ) throws(Fault) -> Value {
    guard !result.overflow else { throw Fault("the duration overflows") }
    return .duration(CELDuration(nanoseconds: result.partialValue))
  }

  private static func moved(_ time: Timestamp, by span: CELDuration) throws(Fault) -> Value {
    guard let moved = time.advanced(by: span) else { throw outOfRange }
    return .timestamp(moved)
  }

  private static func moved(_ time: Timestamp, back span: CELDuration) throws(Fault) -> Value {
    guard let moved = time.receded(by: span) else { throw outOfRange }
    return .timestamp(moved)
  }

  private static var outOfRange: Fault { Fault("a timestamp lies in the years 1 to 9999") }
}
