/// The shortest decimal digits that read back as the same double, with an exponent below 1e-4 and
/// from 1e+06 on, as the language's `string(double)` writes them.
func shortestText(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
  let sign = value.sign == .minus ? "-" : ""
  if value == 0 { return sign + "0" }
  let (digits, point) = shortestDigits(value.magnitude)
  return sign + ((-3...6).contains(point) ? plain(digits, point) : scientific(digits, point - 1))
}

/// The digits without leading or trailing zeros, and how many of them stand before the decimal
/// point: (12, 4) is 1200.
private func shortestDigits(_ value: Double) -> (digits: [Character], point: Int) {
  // Swift's own description has the shortest digits, in another layout: "1.25e-07", "1200.0".
  let parts = value.description.split(separator: "e")
  let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  let whole = Array(mantissa[0])
  var digits = whole + (mantissa.count > 1 ? Array(mantissa[1]) : [])
  var point = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  while digits.last == "0" { digits.removeLast() }
  while digits.first == "0" {
    digits.removeFirst()
    point -= 1
  }
  return (digits, point)
}

private func plain(_ digits: [Character], _ point: Int) -> String {
  if point <= 0 { return "0." + String(repeating: "0", count: -point) + String(digits) }
  if point >= digits.count {
    return String(digits) + String(repeating: "0", count: point - digits.count)
  }
  return String(digits[..<point]) + "." + String(digits[point...])
}

private func scientific(_ digits: [Character], _ exponent: Int) -> String {
  let fraction = digits.count > 1 ? "." + String(digits[1...]) : ""
  let power = String(exponent.magnitude)
  return String(digits[..<1]) + fraction + "e" + (exponent < 0 ? "-" : "+")
    + (power.count < 2 ? "0" : "") + power
}
