/// The three forms of an HTTP date (RFC 9110, section 5.6.7), of which the first is the one in use:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`.
enum HTTPDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static let fiftyYears: Int64 = 50 * 31_556_952

  /// `nil` where the text is no such date. `now` tells the century of a year of two digits.
  static func secondsSince1970(_ text: String, now: Int64) -> Int64? {
    guard text.utf8.count <= 64 else { return nil }
    let words = text.lowercased().split { " ,-".contains($0) }.map(String.init)
    switch words.count {
    case 6 where words[5] == "gmt" || words[5] == "utc":
      let year = words[3]
      let date = seconds(day: words[1], month: words[2], year: year, clock: words[4])
      guard year.utf8.count == 2, let date, date - fiftyYears > now else { return date }
      // RFC 9110: what seems to lie more than 50 years ahead lies in the past.
      return seconds(day: words[1], month: words[2], year: "19" + year, clock: words[4])
    case 5:
      return seconds(day: words[2], month: words[1], year: words[4], clock: words[3])
    default:
      return nil
    }
  }

  private static func seconds(day: String, month: String, year: String, clock: String) -> Int64? {
    let time = clock.split(separator: ":").compactMap { Int64($0) }
    guard let month = months.firstIndex(of: month), let day = Int64(day), let year = Int64(year),
      time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]),
      (0...60).contains(time[2]), (1...31).contains(day), (0...9999).contains(year)
    else { return nil }
    let fullYear = year < 100 ? year + 2000 : year
    let days = daysSince1970(year: fullYear, month: Int64(month) + 1, day: day)
    return days * 86_400 + time[0] * 3600 + time[1] * 60 + time[2]
  }

  /// Counts in years that begin in March, so that the leap day is a year's last.
  static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
