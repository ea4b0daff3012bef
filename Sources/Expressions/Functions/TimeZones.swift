import Foundation

/// Time zones by offset (`+01:00`, `02:30`) or by name (`Europe/Paris`, `UTC`).
enum TimeZones {
  /// Seconds east of UTC at a point in time. Throws for a zone that does not exist.
  static func offset(of zone: String, at timestamp: Timestamp) throws(Fault) -> Int64 {
    if let fixed = fixedOffset(zone) { return fixed }
    // Foundation reads far more than names; only what can be one is passed on.
    let isName = zone.unicodeScalars.allSatisfy {
      isNamePart($0) || "/-+".unicodeScalars.contains($0)
    }
    guard isName, let found = TimeZone(identifier: zone) else {
      throw Fault("there is no time zone \(Value.string(zone).shown)")
    }
    let date = Date(timeIntervalSince1970: Double(timestamp.seconds))
    return Int64(found.secondsFromGMT(for: date))
  }

  private static func fixedOffset(_ zone: String) -> Int64? {
    if zone.isEmpty || zone == "UTC" || zone == "Z" { return 0 }
    var digits = DigitReader(zone)
    let isWest = digits.take("-")
    if !isWest { _ = digits.take("+") }
    guard let seconds = digits.hoursAndMinutes(), digits.isAtEnd else { return nil }
    return isWest ? -seconds : seconds
  }
}
