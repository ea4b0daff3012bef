import Foundation

/// A day of the Gregorian calendar, as price books write it.
package struct CalendarDay: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  let number: Int

  /// Reads `2026-11-24`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), year >= 0,
      let month = Int(parts[1]), (1...12).contains(month), let day = Int(parts[2]),
      (1...31).contains(day)
    else { return nil }
    // Years that begin in March have their leap day last.
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = (month + 9) % 12
    let daysBefore = (153 * marchMonth + 2) / 5 + day - 1
    let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
    number = marchYear * 365 + leapDays + daysBefore - 719_468
  }

  private init(number: Int) { self.number = number }

  /// The day that the system's clock shows, in UTC.
  package static var today: CalendarDay {
    CalendarDay(number: Int((Date().timeIntervalSince1970 / 86_400).rounded(.down)))
  }

  /// How many days after `other` this day is.
  func days(after other: CalendarDay) -> Int { number - other.number }

  package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
    left.number < right.number
  }
}
