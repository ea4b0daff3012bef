extension Timestamp {
  /// Reads RFC 3339 (`2009-02-13T23:31:30.5+01:00`). `nil` for anything else, and outside the years
  /// 1 to 9999. Digits beyond the nanosecond are dropped.
  package init?(_ text: String) {
    var digits = DigitReader(text)
    guard let year = digits.number(4), digits.take("-"), let month = digits.number(2),
      digits.take("-"), let day = digits.number(2), digits.take("T"), let hour = digits.number(2),
      digits.take(":"), let minute = digits.number(2), digits.take(":"),
      let second = digits.number(2), (1...12).contains(month),
      (1...CivilTime.daysInMonth(month, year: year)).contains(day), hour < 24, minute < 60,
      second < 60, let nanoseconds = digits.fraction(), let offset = digits.offset(),
      digits.isAtEnd
    else { return nil }
    let days = CivilTime.days(year: year, month: month, day: day)
    self.init(
      seconds: days * 86_400 + hour * 3_600 + minute * 60 + second - offset,
      nanoseconds: nanoseconds)
  }

  /// RFC 3339 in UTC, with as many decimals as are needed.
  package var text: String {
    let time = CivilTime(seconds: seconds)
    let date = padded(time.year, 4) + "-" + padded(time.month, 2) + "-" + padded(time.day, 2)
    let clock =
      padded(time.secondOfDay / 3_600, 2) + ":" + padded(time.secondOfDay / 60 % 60, 2) + ":"
      + padded(time.secondOfDay % 60, 2)
    return date + "T" + clock + decimals(nanoseconds) + "Z"
  }
}

/// `.5` for half a second of nanoseconds, nothing for none.
func decimals(_ nanoseconds: Int32) -> String {
  guard nanoseconds != 0 else { return "" }
  var digits = padded(Int64(nanoseconds), 9)
  while digits.last == "0" { digits.removeLast() }
  return "." + digits
}

private func padded(_ number: Int64, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Reads fixed-width numbers from the front of a text.
struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  /// Exactly `width` digits.
  mutating func number(_ width: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  private mutating func digit() -> Int64? {
    guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
      return nil
    }
    rest.removeFirst()
    return Int64(byte - UInt8(ascii: "0"))
  }

  /// Nanoseconds of an optional `.5`; `nil` for a point without digits.
  fileprivate mutating func fraction() -> Int32? {
    guard take(".") else { return 0 }
    var (value, count): (Int32, Int) = (0, 0)
    while let digit = digit() {
      count += 1
      if count <= 9 { value = value * 10 + Int32(digit) }
    }
    guard count > 0 else { return nil }
    for _ in min(count, 9)..<9 { value *= 10 }
    return value
  }

  /// Seconds east of UTC: `Z`, `+01:00`, `-02:30`.
  fileprivate mutating func offset() -> Int64? {
    if take("Z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+"), let seconds = hoursAndMinutes() else { return nil }
    return isWest ? -seconds : seconds
  }

  /// `01:30` as seconds.
  mutating func hoursAndMinutes() -> Int64? {
    guard let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else {
      return nil
    }
    return hours * 3_600 + minutes * 60
  }
}
