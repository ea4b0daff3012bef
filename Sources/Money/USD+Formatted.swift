extension USD {
  /// The amount for a person: dollars and cents, half to even, thousands separated, the sign first.
  ///
  /// `$1,234.50`, `$0.00`, `−$3.57` (with U+2212). What is under a cent keeps all of its digits,
  /// as `$0.0001` must not read as nothing.
  package func formatted() -> String {
    let sign = isNegative ? "\u{2212}$" : "$"
    let magnitude = decimal.units.magnitude
    let centInUnits = powerOfTen(22)
    if magnitude != 0, magnitude < centInUnits { return sign + plainDigits(magnitude) }

    let cents = (try? scaled(magnitude, by: 1, over: centInUnits)) ?? 0
    let (dollars, rest) = cents.quotientAndRemainder(dividingBy: 100)
    return sign + grouped("\(dollars)") + (rest < 10 ? ".0\(rest)" : ".\(rest)")
  }
}

/// ASCII digits with a comma before every third from the end.
private func grouped(_ digits: String) -> String {
  var result = ""
  let count = digits.utf8.count
  for (index, digit) in digits.enumerated() {
    if index > 0, (count - index) % 3 == 0 { result.append(",") }
    result.append(digit)
  }
  return result
}
