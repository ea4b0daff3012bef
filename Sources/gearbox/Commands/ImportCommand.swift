import ArgumentParser
import JSON
import Reporting
import Storage

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Loads a folder's schema.sql and CSV files into a database.",
    discussion: """
      Each file NAME.csv goes into the table NAME. It is one transaction: all of it is there \
      afterwards, or nothing. A SQLite file that is not there is made.

        gearbox import examples/photos --database sqlite:demo.db
      """)

  @Argument(
    help: ArgumentHelp("The folder.", valueName: "dir"), completion: .directory)
  var folder: String

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func run() async throws {
    let console = Console.standard
    let tables = try await database.use(.create) { database in
      try await database.importDirectory(folder)
    }
    try format.write(
      to: console, text: { text(of: tables, on: $0) },
      json: {
        [
          "tables": .array(
            tables.map {
              ["name": .string($0.name), "rows": .number(JSONNumber($0.rows))]
            })
        ]
      })
  }

  private func text(of tables: [ImportedTable], on screen: Screen) -> String {
    var table = Table([.text("table", .shortened), .number("rows")])
    for imported in tables { table.add([.init(imported.name), .init(counted(imported.rows))]) }
    table.addRule()
    table.add(["total", .init(counted(tables.reduce(0) { $0 + $1.rows }))], .bold)
    return table.text(on: screen)
  }
}
