import Money

/// A count for a person: `2,734`.
package func counted(_ count: Int) -> String {
  (count < 0 ? "-" : "") + grouped(String(count.magnitude))
}

/// A count with its noun: `1 call`, `2,734 subjects`.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(counted(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// An exact number for a person: thousands separated, at most `places` decimals.
func counted(_ number: ExactDecimal, places: Int = 1) -> String {
  let digits = ((try? number.rounded(toPlaces: places)) ?? number).magnitude.description
  let parts = digits.split(separator: ".", maxSplits: 1)
  let whole = grouped(String(parts.first ?? "0"))
  return (number.isNegative ? "-" : "") + whole + (parts.count > 1 ? ".\(parts[1])" : "")
}

extension Share {
  /// In percent: `65%`.
  var percent: String {
    ((try? decimal * 100) ?? decimal).description + "%"
  }
}

/// ASCII digits with a comma before every third from the end.
private func grouped(_ digits: String) -> String {
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.utf8.count - index).isMultiple(of: 3) { result.append(",") }
    result.append(digit)
  }
  return result
}
