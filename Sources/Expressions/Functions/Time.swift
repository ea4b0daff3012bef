extension Catalog {
  static let timestamps: [Function] = [
    accessor("getFullYear") { time, _ in time.year },
    accessor("getMonth") { time, _ in time.month - 1 },
    accessor("getDate") { time, _ in time.day },
    accessor("getDayOfMonth") { time, _ in time.day - 1 },
    accessor("getDayOfWeek") { time, _ in time.dayOfWeek },
    accessor("getDayOfYear") { time, _ in time.dayOfYear },
    accessor("getHours", ofDuration: { $0.nanoseconds / 3_600_000_000_000 }) { time, _ in
      time.secondOfDay / 3_600
    },
    accessor("getMinutes", ofDuration: { $0.nanoseconds / 60_000_000_000 }) { time, _ in
      time.secondOfDay / 60 % 60
    },
    accessor("getSeconds", ofDuration: { $0.nanoseconds / 1_000_000_000 }) { time, _ in
      time.secondOfDay % 60
    },
    // The other three give the whole duration in their unit; this one only what is left of a second.
    accessor("getMilliseconds", ofDuration: { $0.nanoseconds / 1_000_000 % 1_000 }) {
      _, nanoseconds in
      nanoseconds / 1_000_000
    },
  ]

  /// A method of timestamps, in UTC or a given time zone, and in some cases of durations.
  private static func accessor(
    _ name: String,
    ofDuration durationPart: (@Sendable (CELDuration) -> Int64)? = nil,
    _ part: @escaping @Sendable (_ time: CivilTime, _ nanoseconds: Int64) -> Int64
  ) -> Function {
    var overloads: [Function.Overload] = [
      .method(.timestamp, gives: .int), .method(.timestamp, .string, gives: .int),
    ]
    if durationPart != nil { overloads.append(.method(.duration, gives: .int)) }
    return Function(name, overloads) { arguments, work throws(Fault) in
      switch arguments.first {
      case .duration(let duration) where arguments.count == 1:
        return durationPart.map { .int($0(duration)) }
      case .timestamp(let timestamp):
        var seconds = timestamp.seconds
        if arguments.count > 1 {
          guard case .string(let zone) = arguments[1] else { return nil }
          // Looking a zone up is no matter of nanoseconds.
          try work.spend(100)
          seconds += try TimeZones.offset(of: zone, at: timestamp)
        }
        return .int(part(CivilTime(seconds: seconds), Int64(timestamp.nanoseconds)))
      default: return nil
      }
    }
  }
}
