import Diagnostics
import YAML

extension ContextEntry {
  /// An entry without its name, which is the key it stands under.
  struct Body: Sendable {
    let table: LocatedText
    let by: [JoinColumns]
    let columns: [LocatedText]
    let rows: Rows

    func named(_ name: LocatedText) -> ContextEntry {
      ContextEntry(name: name, table: table, by: by, columns: columns, rows: rows)
    }
  }
}

extension ContextEntry.Body {
  static let shape: Shape<ContextEntry.Body> = Shapes.oneOf(
    "a context entry", by: [("one", one), ("many", many)])

  private static let columnList = Shapes.list(of: Shapes.name("a column"))
    .converted("at least one column", to: .notEmpty) { $0.isEmpty ? nil : $0 }

  private static let one: Shape<ContextEntry.Body> = Shapes.mapping(
    "a context entry of the kind 'one'",
    Shapes.required(
      "one", Shapes.name("a table"), "the table with at most one row for the subject"),
    Shapes.required("by", Shapes.joinColumns, "the columns that tie their rows to ours"),
    Shapes.required("columns", columnList, "which of their columns prompts may quote")
  ) { _, table, by, columns in .init(table: table, by: by, columns: columns, rows: .one) }

  private static let many: Shape<ContextEntry.Body> = Shapes.mapping(
    "a context entry of the kind 'many'",
    Shapes.required("many", Shapes.name("a table"), "the table with several rows for the subject"),
    Shapes.required("by", Shapes.joinColumns, "the columns that tie their rows to ours"),
    Shapes.required("columns", columnList, "which of their columns prompts may quote"),
    Shapes.optional("order", Shapes.source("SQL"), "which rows come first"),
    Shapes.defaulted("limit", Shapes.int(in: 1...10_000), to: 50, "how many rows at most")
  ) { _, table, by, columns, order, limit in
    .init(table: table, by: by, columns: columns, rows: .many(order: order, limit: limit))
  }
}
