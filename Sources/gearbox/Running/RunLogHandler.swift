import Backfill
import JSON
import Logging
import Money

/// Writes events as `time level message key=value …`, values with spaces in quotes, or as JSON.
struct RunLogHandler: LogHandler {
  let log: RunLog?
  var logLevel: Logger.Level = .info
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard let log else { return }
    let given = metadata.merging(event.metadata ?? [:]) { $1 }
    let fields =
      Self.order.compactMap { key in given[key].map { (key, $0) } }
      + given.filter { !Self.order.contains($0.key) }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
    switch log.format {
    case .text:
      // A file holds one run after another, and each says at its end which it was.
      let rendered = fields.filter { $0.0 != "run" }
        .map { "\($0.0)=\(quoted(Self.text($0.1)))" }.joined(separator: " ")
      log.write("\(RunLog.now) \(event.level) \(event.message) \(rendered)")
    case .json:
      let head: [(String, JSONValue)] = [
        ("time", .string(RunLog.now)), ("level", .string("\(event.level)")),
        ("message", .string("\(event.message)")),
      ]
      let object = JSONObject(head + fields.map { ($0.0, Self.json($0.1)) })
      log.write(JSONValue.object(object).serialized())
    }
  }

  /// The order in which a call is told.
  private static let order = [
    "run", "subject", "stage", "score", "tier", "model", "cost", "duration", "outcome", "detail",
  ]

  private static func text(_ value: Logger.MetadataValue) -> String {
    guard case .stringConvertible(let value) = value else { return "\(value)" }
    return switch value {
    case let amount as USD: amount.formatted()
    case let seconds as Seconds: "\(seconds)s"
    default: "\(value)"
    }
  }

  /// Money is a string of digits, a duration a number of seconds.
  private static func json(_ value: Logger.MetadataValue) -> JSONValue {
    guard case .stringConvertible(let value) = value else { return .string("\(value)") }
    return switch value {
    case let amount as USD: .string(amount.description)
    case let seconds as Seconds:
      JSONNumber(exactly: seconds.description).map { .number($0) } ?? .string("\(seconds)")
    case let count as Int: .number(JSONNumber(count))
    case let count as Int64: .number(JSONNumber(count))
    default: .string("\(value)")
    }
  }

  private func quoted(_ value: String) -> String {
    value.contains(where: { $0 == " " || $0 == "\"" || $0.isNewline })
      ? "\"" + value.replacing("\"", with: "'") + "\"" : value
  }
}
