import ArgumentParser
import JSON
import Reporting

/// How data is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

struct FormatOptions: ParsableArguments {
  @Option(help: "For a person (text) or for a program (json).")
  var format = OutputFormat.text

  /// Writes the one or the other; neither is made where it is not asked for.
  func write(
    to console: Console, text: (Screen) -> String, json: () -> JSONValue
  ) throws {
    switch format {
    case .text: try console.write(text(console.screen))
    case .json: try console.writeData(json().serialized(pretty: true) + "\n")
    }
  }
}

/// How a report is written.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, markdown, csv
}

struct ReportFormatOptions: ParsableArguments {
  @Option(
    help: """
      For a person (text), a program (json), a pull request (markdown) or a spreadsheet (csv).
      """)
  var format = ReportFormat.text

  /// Writes one of them; the others are not made.
  func write(
    to console: Console, text: (Screen) -> String, json: () -> JSONValue, markdown: () -> String,
    csv: () -> String
  ) throws {
    switch format {
    case .text: try console.write(text(console.screen))
    case .json: try console.writeData(json().serialized(pretty: true) + "\n")
    case .markdown: try console.writeData(markdown())
    case .csv: try console.writeData(csv())
    }
  }
}
