import Diagnostics
import Foundation
import JSON
import Reporting

/// Where a command writes: data to stdout, everything else to stderr.
struct Console: Sendable {
  /// What data is laid out for.
  let screen: Screen
  /// What messages are laid out for.
  let messages: Screen
  /// Whether messages are written as JSON, one object per line, among the lines of a log.
  var writesJSON = false

  /// The console of this process.
  static var standard: Console {
    Console(screen: Screen(of: .output), messages: Screen(of: .errors))
  }

  /// Writes data as it is.
  func write(_ data: String) throws {
    try Stream.output.write(data)
  }

  /// Writes data, and a line break where it has none.
  func print(_ data: String) throws {
    try write(data.hasSuffix("\n") ? data : data + "\n")
  }

  /// Writes JSON or CSV: every character as it is for a program, and with what would steer a
  /// terminal made visible on one.
  func writeData(_ data: String) throws {
    try write(Stream.output.isTerminal ? harmless(data) : data)
  }

  /// Tells the person something. That nobody listens to stderr is no reason to stop.
  func note(_ message: String) {
    note(message, level: "notice")
  }

  private func note(_ message: String, level: String) {
    if writesJSON {
      let object: JSONValue = [
        "time": .string(RunLog.now), "level": .string(level),
        "message": .string(message.trimmingCharacters(in: .newlines)),
      ]
      try? Stream.errors.write(harmless(object.serialized()) + "\n")
      return
    }
    try? Stream.errors.write(message.hasSuffix("\n") ? message : message + "\n")
  }

  /// Tells what is wrong with the person's files.
  func report(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    note(
      DiagnosticRenderer(color: messages.style.isColored && !writesJSON).render(diagnostics),
      level: diagnostics.contains { $0.severity == .error } ? "error" : "warning")
  }

  func report(_ failure: CommandFailure) {
    let help = failure.help.map { "\n  = help: " + printable($0) } ?? ""
    let message = printable(failure.message) + help
    note(writesJSON ? message : messages.style(.red, "error") + ": " + message, level: "error")
  }
}
