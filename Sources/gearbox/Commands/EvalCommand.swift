import ArgumentParser
import Diagnostics
import Expressions
import JSON
import Reporting
import YAML

struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluates one expression of the Common Expression Language.",
    discussion: """
      What 'when' in a rule file is written in. Names are bound with --bindings, where whole \
      numbers are int and all others double.

        gearbox eval 'score < 10 && !manual' --bindings '{"score": 8, "manual": true}'
        gearbox eval --cases cases.json

      A file of cases is a JSON list of {"id", "expr", "bindings", "expect"}, with values tagged \
      by type: {"type": "int", "value": "3"}.
      """)

  @Argument(help: ArgumentHelp("The expression.", valueName: "expr"))
  var expression: String?

  @Option(help: ArgumentHelp("Names with their values, as a JSON object.", valueName: "json"))
  var bindings = "{}"

  @Option(
    help: ArgumentHelp("Evaluate the cases of a file instead.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var cases: String?

  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard (expression == nil) != (cases == nil) else {
      throw ValidationError(
        "Give either an expression or --cases. An expression that begins with '-' goes after '--'.")
    }
  }

  func run() throws {
    let console = Console.standard
    if let cases {
      try evaluateCases(cases, console)
    } else {
      try evaluate(expression ?? "", console)
    }
  }

  private func evaluate(_ text: String, _ console: Console) throws {
    guard let names = try json(bindings, of: "--bindings").object else {
      throw CommandFailure(
        .usage, "--bindings is no JSON object", help: "write it as {\"NAME\": VALUE}")
    }
    let values = Dictionary(
      names.map { ($0.key, Value(plain: $0.value)) }, uniquingKeysWith: { $1 })
    let evaluation = Evaluation(of: text, over: values)
    switch (format.format, evaluation.result) {
    case (.json, _): try console.writeData(evaluation.json.serialized(pretty: true) + "\n")
    case (.text, .value(let value)): try console.print(printable(value.literal))
    case (.text, .faults(let diagnostics)): console.report(diagnostics)
    }
    if case .faults = evaluation.result { throw ExitStatus.faulty }
  }

  private func evaluateCases(_ path: String, _ console: Console) throws {
    var diagnostics = DiagnosticList()
    guard let file = SourceText.load(path: path, maxBytes: 64 << 20, into: &diagnostics) else {
      console.report(diagnostics.sorted())
      throw ExitStatus.faulty
    }
    let report = try CaseReport(file)
    try format.write(to: console, text: { report.text(on: $0) }, json: { report.json })
    if report.failed > 0 { throw ExitStatus.faulty }
  }
}
