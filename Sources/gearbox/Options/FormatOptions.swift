import ArgumentParser
import Foundation
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
  case text, json, markdown, csv, html
}

struct ReportFormatOptions: ParsableArguments {
  @Option(
    help: """
      For a person (text), a program (json), a pull request (markdown), a spreadsheet (csv) or a \
      browser (html: one page with charts, which needs nothing else).
      """)
  var format = ReportFormat.text

  @OptionGroup var destination: DestinationOptions

  /// Writes one of them; the others are not made.
  func write(
    to console: Console, text: (Screen) -> String, json: () -> JSONValue, markdown: () -> String,
    csv: () -> String, html: () -> String
  ) throws {
    switch format {
    case .text: try destination.write(to: console, text: text)
    case .json: try destination.write(json().serialized(pretty: true) + "\n", to: console)
    case .markdown: try destination.write(markdown(), to: console)
    case .csv: try destination.write(csv(), to: console)
    case .html: try destination.write(html(), to: console)
    }
  }
}

/// Where a report is written.
struct DestinationOptions: ParsableArguments {
  @Option(
    name: .customLong("out"),
    help: ArgumentHelp("Write it to this file instead of stdout.", valueName: "file"),
    completion: .file())
  var path: String?

  /// Writes a text for a person: laid out for the screen, or plainly into the file.
  func write(to console: Console, text: (Screen) -> String) throws {
    if path == nil { return try console.write(text(console.screen)) }
    try write(text(Screen(width: console.screen.width)), to: console)
  }

  /// Writes data as it is.
  func write(_ data: String, to console: Console) throws {
    guard let path else { return try console.writeData(data) }
    do {
      try data.write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw CommandFailure(
        .faulty, "the report cannot be written to '\(path)'",
        help: "name a file in a folder that exists and can be written to")
    }
    console.note("Wrote \(printable(path)).")
  }
}
