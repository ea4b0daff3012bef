import Foundation
import Logging

/// What was logged, line by line.
final class LogBook: LogHandler, @unchecked Sendable {
  // Unchecked: `kept` is touched under the lock alone, and the rest is never changed.
  private let lock = NSLock()
  private var kept: [String] = []
  var logLevel: Logger.Level {
    get { .info }
    set {}
  }
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  var lines: [String] { lock.withLock { kept } }

  func log(event: LogEvent) {
    let fields = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
    lock.withLock { kept.append("\(event.level) \(event.message) \(fields)") }
  }
}
