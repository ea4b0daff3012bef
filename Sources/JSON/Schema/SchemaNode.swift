/// One schema, compiled: what each keyword demands. Schemas within are indices of other nodes.
struct SchemaNode: Sendable {
  /// Set where the schema is just true or false.
  var always: Bool?

  var types: [JSONType]?
  var enumeration: [JSONValue]?
  var constant: JSONValue?

  var minimum: JSONNumber?
  var maximum: JSONNumber?
  var exclusiveMinimum: JSONNumber?
  var exclusiveMaximum: JSONNumber?
  var multipleOf: Divisor?

  var minLength: Int?
  var maxLength: Int?
  var pattern: Pattern?

  var minItems: Int?
  var maxItems: Int?
  var uniqueItems = false
  var prefixItems: [Int] = []
  var items: Int?

  var required: [String] = []
  var properties: [(key: String, node: Int)] = []
  var patternProperties: [(pattern: Pattern, node: Int)] = []
  var additionalProperties: Int?
  var propertyNames: Int?
  var dependentSchemas: [(key: String, node: Int)] = []

  var anyOf: [Int] = []
  var allOf: [Int] = []
  var reference: Int?

  /// The node of a property that is declared by name.
  func property(_ key: String) -> Int? {
    properties.first { JSONKey($0.key) == JSONKey(key) }?.node
  }
}

/// The types that `type` can name.
enum JSONType: String, Sendable, CaseIterable {
  case null, boolean, integer, number, string, array, object

  func includes(_ value: JSONValue) -> Bool {
    switch (self, value) {
    case (.null, .null), (.boolean, .bool), (.number, .number), (.string, .string),
      (.array, .array), (.object, .object):
      true
    // An integer is a matter of the value: 1.0 is one.
    case (.integer, .number(let number)): number.isInteger
    default: false
    }
  }

  /// The narrowest type that includes the value.
  init(of value: JSONValue) {
    self =
      switch value {
      case .null: .null
      case .bool: .boolean
      case .number(let number): number.isInteger ? .integer : .number
      case .string: .string
      case .array: .array
      case .object: .object
      }
  }
}

/// What `multipleOf` divides by, exactly: a positive decimal of at most 18 digits.
struct Divisor: Sendable {
  let number: JSONNumber
  private let digits: UInt64
  private let exponent: Int

  init?(_ number: JSONNumber) {
    let decimal = number.decimal
    guard !decimal.isNegative, !decimal.isZero, decimal.digits.count <= 18 else { return nil }
    self.number = number
    digits = decimal.digits.reduce(0) { $0 * 10 + UInt64($1) }
    exponent = decimal.exponent
  }

  /// Whether the quotient is an integer. Computes with remainders, so that 1e308 costs no more.
  func divides(_ number: JSONNumber) -> Bool {
    let decimal = number.decimal
    guard !decimal.isZero else { return true }
    // The digits end in no zero: what lacks a power of ten cannot have it from them.
    guard decimal.exponent >= exponent else { return false }
    // Below 10^18 times ten: fits.
    let remainder = decimal.digits.reduce(0) { ($0 * 10 + UInt64($1)) % digits }
    return multiply(remainder, powerOfTen(decimal.exponent - exponent)) == 0
  }

  private func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 {
    // Both are below `digits`, and so is the high half of their product.
    digits.dividingFullWidth(left.multipliedFullWidth(by: right)).remainder
  }

  private func powerOfTen(_ exponent: Int) -> UInt64 {
    var result = 1 % digits
    var square = 10 % digits
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = multiply(result, square) }
      square = multiply(square, square)
      rest >>= 1
    }
    return result
  }
}
