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
  /// A difference for a person, with its sign: `+$3.57`, `−$3.57`, `$0.00`.
  func signed() -> String {
    isZero || isNegative ? formatted() : "+" + formatted()
  }
}

/// A percentage for a person, with its sign: `+702.1%`.
func signedPercent(_ percent: ExactDecimal?) -> String {
  guard let percent else { return "" }
  let digits = counted(percent.magnitude)
  return (percent.isZero ? "" : percent.isNegative ? "\u{2212}" : "+") + digits + "%"
}
