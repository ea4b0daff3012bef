import Money

/// A count for a person in at most five characters: `9,876`, `98.8k`, `9.88M`.
func abbreviated(_ count: ExactDecimal) -> String {
  let whole = (try? count.magnitude.rounded(toPlaces: 0)) ?? count.magnitude
  guard let number = Int(whole.description), number >= 10_000 else {
    return counted(count, places: 0)
  }
  for (unit, size) in [("k", 1_000), ("M", 1_000_000), ("B", 1_000_000_000)] {
    // 999.5k and more read as the next unit.
    guard number < size * 1_000 - size / 2 || unit == "B",
      let scaled = try? ExactDecimal(number).dividing(by: size)
    else { continue }
    let digits = number / size
    let places = digits >= 100 ? 0 : digits >= 10 ? 1 : 2
    return (count.isNegative ? "-" : "") + counted(scaled, places: places) + unit
  }
  return counted(count, places: 0)
}

/// Seconds for a person, in its two largest units: `48 s`, `5 min 40 s`, `2 h 5 min`, `3 d 4 h`.
func duration(_ seconds: ExactDecimal) -> String {
  let rounded = (try? seconds.rounded(toPlaces: 0)) ?? seconds
  guard let whole = Int(rounded.description) else { return counted(seconds, places: 0) + " s" }
  if whole < 60 { return counted(seconds) + " s" }
  let units = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)]
  for (index, unit) in units.enumerated() where whole >= unit.1 {
    let rest = whole % unit.1
    guard index + 1 < units.count, rest >= units[index + 1].1 else {
      return "\(counted(whole / unit.1)) \(unit.0)"
    }
    let (name, size) = units[index + 1]
    return "\(counted(whole / unit.1)) \(unit.0) \(rest / size) \(name)"
  }
  return "\(whole) s"
}

extension USD {
  /// The amount for a person where exactness is elsewhere: what is under a cent is rounded to so many
  /// digits that count.
  func brief(digits: Int = 2) -> String {
    guard let cent = ExactDecimal("0.01"), decimal.magnitude < cent, !isZero,
      let rounded = roundedUp(USD(decimal.magnitude), digits: digits)
    else { return formatted() }
    return (isNegative ? -rounded : rounded).formatted()
  }

  /// A difference for a person, with its sign: `+$3.57`, `−$3.57`, `$0.00`.
  func signed() -> String {
    isZero || isNegative ? brief() : "+" + brief()
  }
}

/// A percentage for a person, with its sign: `+702.1%`.
func signedPercent(_ percent: ExactDecimal?) -> String {
  guard let percent else { return "" }
  let digits = counted(percent.magnitude)
  return (percent.isZero ? "" : percent.isNegative ? "\u{2212}" : "+") + digits + "%"
}

/// An amount rounded up to so many digits that count: 0.00058917 to 0.00059 for two.
func roundedUp(_ amount: USD, digits: Int) -> USD? {
  guard !amount.isNegative, !amount.isZero else { return nil }
  for places in 0...24 {
    let step = places == 0 ? "1" : "0." + String(repeating: "0", count: places - 1) + "1"
    guard let unit = ExactDecimal(step), let least = try? unit.times(power(digits - 1)) else {
      return nil
    }
    guard amount.decimal >= least || places == 24 else { continue }
    guard let near = try? amount.decimal.rounded(toPlaces: places) else { return nil }
    return near < amount.decimal ? (try? near + unit).map { USD($0) } : USD(near)
  }
  return nil
}

private func power(_ exponent: Int) -> Int {
  (0..<max(exponent, 0)).reduce(1) { product, _ in product * 10 }
}
