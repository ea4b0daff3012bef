extension CELDuration {
  /// Reads a signed sequence of decimals with units: `1h30m`, `-1.5s`, `250ms`, `0`. Units are `h`,
  /// `m`, `s`, `ms`, `us` (or `µs`) and `ns`. `nil` for anything else, and beyond some 292 years.
  package init?(_ text: String) {
    var rest = Substring(text).unicodeScalars
    var isNegative = false
    if let sign = rest.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      rest.removeFirst()
    }
    if String(rest) == "0" {
      self.init(nanoseconds: 0)
      return
    }
    guard !rest.isEmpty else { return nil }
    var total: Int128 = 0
    while !rest.isEmpty {
      guard let part = Self.part(&rest) else { return nil }
      total += part
      // Checked at each part, so that no number of parts overflows the sum.
      guard total <= Self.longest else { return nil }
    }
    guard let nanoseconds = Int64(exactly: isNegative ? -total : total) else { return nil }
    self.init(nanoseconds: nanoseconds)
  }

  /// One number with its unit, in nanoseconds.
  private static func part(_ rest: inout Substring.UnicodeScalarView) -> Int128? {
    let whole = digits(&rest)
    var fraction = ""
    if rest.first == "." {
      rest.removeFirst()
      fraction = digits(&rest)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    var unit = ""
    while let scalar = rest.first, scalar != ".", !isDigit(scalar) {
      unit.unicodeScalars.append(scalar)
      rest.removeFirst()
    }
    guard let size = units[unit], let count = Int128(whole.isEmpty ? "0" : whole),
      count <= longest
    else { return nil }
    // No unit needs more than 13 decimals to be exact to the nanosecond.
    let kept = fraction.prefix(15)
    var scale: Int128 = 1
    for _ in kept { scale *= 10 }
    return count * size + (Int128(kept.isEmpty ? "0" : String(kept)) ?? 0) * size / scale
  }

  private static func digits(_ rest: inout Substring.UnicodeScalarView) -> String {
    let found = String(rest.prefix(while: isDigit))
    rest = rest.dropFirst(found.unicodeScalars.count)
    return found
  }

  /// Of the negative ones, which reach one nanosecond further.
  private static let longest = Int128(Int64.min.magnitude)

  private static let units: [String: Int128] = [
    "ns": 1, "us": 1_000, "\u{B5}s": 1_000, "\u{3BC}s": 1_000, "ms": 1_000_000,
    "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
  ]

  /// Seconds, with as many decimals as are needed: `1000000s`, `-0.5s`.
  package var text: String {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let sign = nanoseconds < 0 ? "-" : ""
    return sign + String(seconds.magnitude) + decimals(Int32(rest.magnitude)) + "s"
  }
}
