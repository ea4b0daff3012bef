import ArgumentParser

/// How a run's log is written.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
  /// `time level message key=value …`.
  case text
  /// One JSON object per line.
  case json
}

struct LogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Append a line for every call to this file.", valueName: "file"),
    completion: .file())
  var logFile: String?

  @Option(
    help: ArgumentHelp(
      "Log as text or as json, one object per line: to the log file where one is named, else to "
        + "stderr in place of the progress."))
  var logFormat: LogFormat?

  /// Opens the log that was asked for; nil where none was.
  ///
  /// - Throws: `CommandFailure` where the file cannot be written.
  func open() throws(CommandFailure) -> RunLog? {
    if let logFile { return try RunLog(appendingTo: logFile, logFormat ?? .text) }
    return logFormat.map { RunLog(onStandardError: $0) }
  }

  /// The console of this process; its messages are JSON where the log goes to stderr as JSON.
  var console: Console {
    var console = Console.standard
    console.writesJSON = logFile == nil && logFormat == .json
    return console
  }

  /// The words that ask for the same log again.
  var words: [String] {
    (logFile.map { ["--log-file", $0] } ?? [])
      + (logFormat.map { ["--log-format", $0.rawValue] } ?? [])
  }

  /// Runs a command. Where messages are JSON, so is the one that says why it failed.
  func reporting(_ body: (Console) async throws -> ExitStatus) async throws {
    let console = console
    let status: ExitStatus
    do {
      status = try await body(console)
    } catch let failed as ExitStatus {
      status = failed
    } catch  where console.writesJSON {
      let failure = CommandFailure(error)
      console.report(failure)
      status = failure.status
    }
    if status != .done { throw status }
  }
}
