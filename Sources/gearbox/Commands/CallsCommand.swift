import ArgumentParser
import JSON
import Reporting
import Runs
import Storage

struct CallsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calls",
    abstract: "Shows the ledger: every call that was ever reserved, and what it cost.",
    discussion: """
      Oldest first, of all runs unless --run names one.

        gearbox calls --limit 20
        gearbox calls --failed --stage identify     with the texts that failed, and why
        gearbox calls --format csv > calls.csv
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
  }

  @Option(help: ArgumentHelp("Only those of this run.", valueName: "id"))
  var run: String?

  @Option(help: ArgumentHelp("Only those of this stage.", valueName: "name"))
  var stage: String?

  @Option(help: ArgumentHelp("Only those about this subject.", valueName: "key"))
  var subject: String?

  @Flag(help: "Only those that brought no answer.")
  var failed = false

  @Option(help: ArgumentHelp("Only the latest so many.", valueName: "n"))
  var limit: Int?

  @OptionGroup var database: DatabaseOptions

  @Option(help: "For a person (text) or for a program (json, csv).")
  var format = Format.text

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is a count, and \(limit) is none.") }
  }

  func run() async throws {
    let console = Console.standard
    var filter = CallFilter()
    filter.run = run
    filter.stage = stage
    filter.subject = subject
    filter.isFailed = failed
    filter.withText = failed
    filter.limit = limit
    let wanted = filter
    // Only the database's own thread touches it until `calls` has returned.
    nonisolated(unsafe) var writer = LedgerWriter(format, to: console, asFailures: failed)
    try await database.use(.read) { database in
      if let run { _ = try await database.requireRun(run) }
      try await database.calls(matching: wanted) { try writer.add($0) }
    }
    try writer.finish()
  }
}

/// Writes the entries of a ledger as they come, some hundred at a time.
private struct LedgerWriter {
  private let format: CallsCommand.Format
  private let console: Console
  /// Whether each call is told in full, with the text that failed.
  private let asFailures: Bool
  private var table = CallTable()
  private var lines = ""
  private var count = 0

  private static let rowsAtOnce = 200
  private static let bytesAtOnce = 32 * 1024

  init(_ format: CallsCommand.Format, to console: Console, asFailures: Bool) {
    self.format = format
    self.console = console
    self.asFailures = asFailures
    if format == .csv { lines = csvLine(Call.csvHeader) }
  }

  mutating func add(_ call: Call) throws {
    switch format {
    case .text where asFailures:
      try console.write((count > 0 ? "\n" : "") + call.failureText(on: console.screen))
    case .text:
      table.add(call)
      if table.pending >= Self.rowsAtOnce { try console.write(table.takeText(on: console.screen)) }
    case .csv: lines += call.csv
    case .json: lines += (count == 0 ? "[\n" : ",\n") + call.json.serialized()
    }
    count += 1
    if lines.utf8.count >= Self.bytesAtOnce { try flush() }
  }

  private mutating func flush() throws {
    try console.writeData(lines)
    lines = ""
  }

  mutating func finish() throws {
    switch format {
    case .text where asFailures: break
    case .text: try console.write(table.takeText(on: console.screen))
    case .csv: break
    case .json: lines += count == 0 ? "[]\n" : "\n]\n"
    }
    try flush()
  }
}
