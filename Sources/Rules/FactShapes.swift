import Diagnostics
import Expressions
import YAML

extension FactSource {
  /// The kinds of facts. A new kind is one more line here, one case in `FactSource`, and its SQL.
  static let shape: Shape<FactSource> = Shapes.oneOf(
    "a fact",
    by: [
      ("exists", related("exists") { .exists($0) }),
      ("count", related("count") { .count($0) }),
      ("column", columnShape),
      ("present", presentShape),
      ("sql", sqlShape),
      ("when", whenShape),
    ])

  private static func related(
    _ key: String, _ build: @escaping @Sendable (RelatedRows) -> FactSource
  ) -> Shape<FactSource> {
    Shapes.mapping(
      "a fact of the kind '\(key)'",
      Shapes.required(key, Shapes.name("a table"), "the table of the related rows"),
      Shapes.required("by", Shapes.joinColumns, "the columns that tie their rows to ours"),
      Shapes.optional("where", Shapes.source("SQL"), "which of their rows count"),
      Shapes.optional("within", TimeWindow.shape, "how near in time their rows have to be")
    ) { _, table, by, condition, within in
      build(RelatedRows(table: table, by: by, condition: condition, within: within))
    }
  }

  private static let columnShape: Shape<FactSource> = Shapes.mapping(
    "a fact of the kind 'column'",
    Shapes.required("column", Shapes.name("a column"), "the subject's column"),
    Shapes.required("type", Shapes.choice(FactType.self), "the type of the fact"),
    Shapes.optional("default", Shapes.literal, "what stands in for NULL")
  ) { _, name, type, fallback in .column(name, type: type, default: fallback) }

  private static let sqlShape: Shape<FactSource> = Shapes.mapping(
    "a fact of the kind 'sql'",
    Shapes.required("sql", Shapes.source("SQL"), "one scalar expression"),
    Shapes.required("type", Shapes.choice(FactType.self), "the type of the fact"),
    Shapes.optional("default", Shapes.literal, "what stands in for NULL")
  ) { _, text, type, fallback in .sql(text, type: type, default: fallback) }

  private static let presentShape: Shape<FactSource> = Shapes.mapping(
    "a fact of the kind 'present'",
    Shapes.required("present", Shapes.path, "what has to be there, and not be null")
  ) { _, path in .present(column: path.column, path: path.keys) }

  private static let whenShape: Shape<FactSource> = Shapes.mapping(
    "a fact of the kind 'when'",
    Shapes.required("when", Shapes.source("a CEL expression"), "an expression over other facts")
  ) { _, text in .when(text) }
}

extension TimeWindow {
  fileprivate static let shape: Shape<TimeWindow> = Shapes.mapping(
    "a time window",
    Shapes.required("days", Shapes.int(in: 0...36_500), "how many days before or after"),
    Shapes.required("of", Shapes.name("a column"), "the subject's column of time"),
    Shapes.required("column", Shapes.name("a column"), "their column of time")
  ) { _, days, of, column in TimeWindow(days: days, of: of, column: column) }
}

/// A column and a path of keys into the JSON that it holds.
struct ColumnPath: Sendable {
  let column: LocatedText
  let keys: [String]
}

extension Shapes {
  /// `column.key.key`
  static var path: Shape<ColumnPath> {
    Shapes.text.converted(
      "a JSON column and a path in it, such as metadata.report.date",
      to: .pattern(#"^[^.]+(\.[^.]+)+$"#)
    ) { text in
      let parts = text.value.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count > 1, let column = parts.first, parts.allSatisfy({ !$0.isEmpty }) else {
        return nil
      }
      let length = column.unicodeScalars.count
      return ColumnPath(
        column: LocatedText(value: String(column), range: text.range(of: 0..<length)),
        keys: parts.dropFirst().map(String.init))
    }
  }
}
