extension ExactDecimal {
  /// Reads `12`, `-0.5`, `.5`, `1.5e-3`: ASCII digits with at most one point, an optional sign and
  /// an optional exponent, and nothing around them.
  ///
  /// Nil where the text is no such number, is out of range, or needs more than 24 decimals.
  package init?(_ text: String) {
    var scanner = DecimalScanner(text)
    guard let number = scanner.scan() else { return nil }
    // The digits end in a non-zero one: a negative shift would drop it.
    let shift = number.exponent + Self.places
    guard !number.digits.isEmpty else {
      self = .zero
      return
    }
    guard shift >= 0, number.digits.count + shift <= 39 else { return nil }
    var magnitude: UInt128 = 0
    for digit in number.digits + Array(repeating: 0, count: shift) {
      let (tens, tooMany) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, tooLarge) = tens.addingReportingOverflow(UInt128(digit))
      guard !tooMany, !tooLarge else { return nil }
      magnitude = sum
    }
    guard let value = try? ExactDecimal(isNegative: number.isNegative, magnitude: magnitude) else {
      return nil
    }
    self = value
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// The shortest exact digits: `1647.1`, `0`, `-0.5`. Read back, they give the same number.
  package var description: String { (isNegative ? "-" : "") + plainDigits(units.magnitude) }
}

/// The digits of a magnitude in units of 10^-24, without zeros at the end.
func plainDigits(_ magnitude: UInt128) -> String {
  let one = ExactDecimal.one.magnitude
  let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: one)
  guard fraction != 0 else { return "\(whole)" }
  // In two halves, as 64 bits are printed many times faster than 128.
  let half: UInt128 = 1_000_000_000_000
  let (high, low) = fraction.quotientAndRemainder(dividingBy: half)
  var digits = [UInt8](repeating: UInt8(ascii: "0"), count: 24)
  print(UInt64(truncatingIfNeeded: high), into: &digits, before: 12)
  print(UInt64(truncatingIfNeeded: low), into: &digits, before: 24)
  while digits.last == UInt8(ascii: "0") { digits.removeLast() }
  return "\(UInt64(truncatingIfNeeded: whole)).\(String(decoding: digits, as: UTF8.self))"
}

/// Puts the digits of a number over zeros, the last one before `end`.
private func print(_ number: UInt64, into digits: inout [UInt8], before end: Int) {
  var (rest, place) = (number, end)
  while rest > 0 {
    place -= 1
    digits[place] += UInt8(rest % 10)
    rest /= 10
  }
}

/// Takes a decimal apart in one pass: significant digits without zeros at either end, and the power
/// of ten of the last one.
private struct DecimalScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  mutating func scan() -> (isNegative: Bool, digits: [UInt8], exponent: Int)? {
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var digits = scanDigits()
    var count = digits.count
    var exponent = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let decimals = scanDigits()
      digits += decimals
      count += decimals.count
      exponent = -decimals.count
    }
    guard count > 0 else { return nil }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      guard let power = scanPower() else { return nil }
      exponent += power
    }
    guard rest.isEmpty else { return nil }
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    return (isNegative, Array(digits.drop { $0 == 0 }), exponent)
  }

  private mutating func scanDigits() -> [UInt8] {
    var digits: [UInt8] = []
    while let byte = rest.first, case UInt8(ascii: "0")...UInt8(ascii: "9") = byte {
      digits.append(byte - UInt8(ascii: "0"))
      rest.removeFirst()
    }
    return digits
  }

  /// The exponent, held within ±10^12: what is beyond is out of range whatever the digits.
  private mutating func scanPower() -> Int? {
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let digits = scanDigits()
    guard !digits.isEmpty else { return nil }
    let power = digits.reduce(0) { min($0 * 10 + Int($1), 1_000_000_000_000) }
    return isNegative ? -power : power
  }
}
