import Money
import Planning
import Reporting
import Storage

/// Why a command could not do its work: what went wrong and where, what to do about it, and the
/// status to end with.
struct CommandFailure: Error {
  let status: ExitStatus
  /// What, where and why, without a full stop.
  let message: String
  let help: String?

  init(_ status: ExitStatus, _ message: String, help: String? = nil) {
    self.status = status
    self.message = message
    self.help = help
  }

  /// Any error as a person should read it. The one place that gives errors their exit status.
  init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as StorageError: self.init(error, at: nil)
    case let conflict as VersionConflict:
      self.init(
        .faulty, conflict.description,
        help: "copy the rule file, and write version: \(conflict.nextFreeVersion) into the copy")
    case let error as GivenFactsError: self.init(.usage, error.message, help: error.help)
    case let mismatch as ProfileMismatch:
      self.init(.faulty, mismatch.description, help: mismatch.help)
    case is MoneyOverflow:
      self.init(
        .faulty, "an amount grows past what can be counted exactly",
        help: "look for a cost with too many digits in the rules or in the price book")
    case is CancellationError: self.init(.interrupted, "interrupted")
    default: self.init(.faulty, String(describing: error))
    }
  }

  /// What a database refused, with the name of the database.
  init(_ error: StorageError, at url: DatabaseURL?) {
    let place = url.map { "\($0): " } ?? ""
    let row = error.row.map { " in row \($0)" } ?? ""
    switch error.kind {
    case .connectionString: self.init(.usage, error.message, help: error.hint)
    case .file: self.init(.faulty, error.message + row, help: error.hint)
    case .cancelled: self.init(.interrupted, "interrupted: \(error.message)")
    default: self.init(.unavailable, place + error.message + row, help: error.hint)
    }
  }
}
