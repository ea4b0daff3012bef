import ArgumentParser
import JSON
import Reporting

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of a kind of file, for editors and for programs.",
    discussion: """
      Made from the same definitions that read the files, in draft-07. Editors with the YAML \
      language server complete and check a file whose first line names its schema:

        # yaml-language-server: $schema=../../schemas/ruleset.schema.json

        gearbox schema > ruleset.schema.json
        gearbox schema prompt > prompt.schema.json

      Of what gearbox writes there is plan, for plan --out, and what --format json gives: bill, of \
      simulate; diff; sweep; and sensitivity, of sweep --sensitivity.
      """)

  @Argument(help: "Which kind of file.")
  var file = FileSchema.ruleset

  func run() throws {
    try Console.standard.writeData(file.json.serialized(pretty: true) + "\n")
  }
}

extension FileSchema: ExpressibleByArgument {}
