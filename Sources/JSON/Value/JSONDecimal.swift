/// A decimal in its one normal form: `digits` × 10^`exponent`, without zeros at either end of the
/// digits. Zero has no digits and no sign.
///
/// Nothing here builds a power of ten, so that 1e999999999 costs no more than 1.
struct JSONDecimal: Hashable {
  private(set) var isNegative = false
  /// Values 0...9.
  private(set) var digits: [UInt8] = []
  private(set) var exponent = 0

  static let zero = JSONDecimal()
  static let exponentLimit = 1_000_000_000_000_000

  private init() {}

  /// Reads JSON's grammar for numbers; nil for anything else or an exponent beyond ±10^15.
  init?(_ text: String) {
    var text = text
    // Native strings are contiguous UTF-8: this does not copy.
    guard let value = text.withUTF8({ JSONDecimal(utf8: $0) }) else { return nil }
    self = value
  }

  init?(utf8 bytes: some Collection<UInt8>) {
    var rest = bytes[...]
    isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }

    let whole = rest.prefix(while: isDigit)
    guard !whole.isEmpty, whole.first != UInt8(ascii: "0") || whole.count == 1 else { return nil }
    rest = rest[whole.endIndex...]
    digits.reserveCapacity(whole.count)
    for byte in whole { digits.append(byte - UInt8(ascii: "0")) }

    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let fraction = rest.prefix(while: isDigit)
      guard !fraction.isEmpty else { return nil }
      rest = rest[fraction.endIndex...]
      for byte in fraction { digits.append(byte - UInt8(ascii: "0")) }
      exponent = -fraction.count
    }

    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      let isBelow = rest.first == UInt8(ascii: "-")
      if isBelow || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard !rest.isEmpty else { return nil }
      var power = 0
      while let byte = rest.first, isDigit(byte) {
        power = power * 10 + Int(byte - UInt8(ascii: "0"))
        guard power <= Self.exponentLimit else { return nil }
        rest.removeFirst()
      }
      exponent += isBelow ? -power : power
    }
    guard rest.isEmpty else { return nil }
    normalize()
  }

  private mutating func normalize() {
    let zerosBefore = digits.prefix { $0 == 0 }.count
    guard zerosBefore < digits.count else {
      self = .zero
      return
    }
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    if zerosBefore > 0 { digits.removeFirst(zerosBefore) }
  }

  var isZero: Bool { digits.isEmpty }
  var isInteger: Bool { exponent >= 0 }

  /// How many digits stand before the decimal point; negative for zeros right after it.
  private var magnitude: Int { digits.count + exponent }

  /// How many digits it takes to write it without an exponent.
  var plainDigits: Int {
    exponent >= 0 ? digits.count + exponent : max(digits.count, 1 - exponent)
  }

  var int64: Int64? {
    guard isInteger, magnitude <= 19 else { return nil }
    var value: UInt64 = 0
    for digit in digits + Array(repeating: 0, count: exponent) {
      // Nineteen digits fit a UInt64.
      value = value * 10 + UInt64(digit)
    }
    guard isNegative else { return Int64(exactly: value) }
    return value == Int64.min.magnitude ? .min : Int64(exactly: value).map { -$0 }
  }

  var canonicalText: String {
    guard !isZero else { return "0" }
    let sign = isNegative ? "-" : ""
    let text = digits.map { String($0) }.joined()
    switch (exponent, magnitude) {
    case (0..., ...21):
      return sign + text + String(repeating: "0", count: exponent)
    case (..<0, 1...):
      return sign + text.prefix(magnitude) + "." + text.dropFirst(magnitude)
    case (..<0, -5...0):
      return sign + "0." + String(repeating: "0", count: -magnitude) + text
    default:
      let fraction = text.dropFirst()
      return sign + text.prefix(1) + (fraction.isEmpty ? "" : ".") + fraction + "e\(magnitude - 1)"
    }
  }
}

extension JSONDecimal: Comparable {
  static func < (left: JSONDecimal, right: JSONDecimal) -> Bool {
    switch (left.signum, right.signum) {
    case (let left, let right) where left != right: left < right
    case (1, _): left.isCloserToZero(than: right)
    case (-1, _): right.isCloserToZero(than: left)
    default: false
    }
  }

  private var signum: Int { isZero ? 0 : isNegative ? -1 : 1 }

  private func isCloserToZero(than other: JSONDecimal) -> Bool {
    guard magnitude == other.magnitude else { return magnitude < other.magnitude }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}
