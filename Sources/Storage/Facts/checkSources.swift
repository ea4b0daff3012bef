package import Diagnostics
package import Planning
import Prompts
import Rules

extension Database {
  /// Compares what the rules name with what the database has, and tries every SQL fragment on no
  /// rows. Every fault is at its place in the rule file: `missing-table`, `missing-column`,
  /// `answers-column` and `sql-fragment`.
  ///
  /// - Throws: `StorageError` where the database cannot be asked.
  package func checkSources(of plan: RoutingPlan) async throws -> [Diagnostic] {
    try await read { session in
      var check = SourceCheck(
        plan: plan, session: session, catalogue: try SourceCatalogue(of: plan, session),
        tableNames: try session.tableNames())
      try check.run()
      return check.found.sorted()
    }
  }
}

private struct SourceCheck {
  let plan: RoutingPlan
  let session: any SQLSession
  let catalogue: SourceCatalogue
  let tableNames: [String]
  var found = DiagnosticList()
  private var reported: Set<LocatedText> = []

  init(
    plan: RoutingPlan, session: any SQLSession, catalogue: SourceCatalogue, tableNames: [String]
  ) {
    self.plan = plan
    self.session = session
    self.catalogue = catalogue
    self.tableNames = tableNames
  }

  mutating func run() throws {
    let subjects = plan.subjects
    if check(table: subjects.table) {
      check(column: subjects.key, of: subjects.table)
      if let group = subjects.group { check(column: group, of: subjects.table) }
      if let image = subjects.image { check(column: image, of: subjects.table) }
      for side in [subjects.width, subjects.height].compactMap(\.self)
      where plan.facts.fact(named: side.value) == nil {
        check(column: side, of: subjects.table)
      }
      check(column: subjects.answers, of: subjects.table)
      checkAnswersType()
      checkQuotedColumns()
      try tryOut(subjects.condition, on: subjects.table) { "SELECT 1 FROM \($0) WHERE (\n\($1)\n)" }
    }
    for fact in plan.facts.stored { try check(fact.source) }
    for entry in plan.context {
      guard check(table: entry.table) else { continue }
      check(entry.by, of: entry.table)
      for column in entry.columns { check(column: column, of: entry.table) }
      if case .many(let order, _) = entry.rows {
        try tryOut(order, on: entry.table) { "SELECT 1 FROM \($0) ORDER BY \n\($1)\n" }
      }
    }
  }

  private mutating func check(_ source: FactSource) throws {
    switch source {
    case .exists(let rows), .count(let rows):
      guard check(table: rows.table) else { return }
      check(rows.by, of: rows.table)
      if let window = rows.within {
        check(column: window.of, of: plan.subjects.table)
        check(column: window.column, of: rows.table)
      }
      try tryOut(rows.condition, on: rows.table) { "SELECT 1 FROM \($0) WHERE (\n\($1)\n)" }
    case .column(let name, _, _), .present(let name, _):
      check(column: name, of: plan.subjects.table)
    case .sql(let text, _, _):
      try tryOut(text, on: plan.subjects.table) { "SELECT (\n\($1)\n) FROM \($0) AS subject" }
    case .when:
      break
    }
  }

  private mutating func check(_ by: [JoinColumns], of table: LocatedText) {
    for pair in by {
      check(column: pair.theirs, of: table)
      check(column: pair.ours, of: plan.subjects.table)
    }
  }

  private mutating func check(table: LocatedText) -> Bool {
    if catalogue.columns(of: table.value) != nil { return true }
    guard reported.insert(table).inserted else { return false }
    let near = nearestName(to: table.value, in: tableNames)
    found.add(
      Diagnostic(
        .error, "missing-table", "the database has no table '\(table.value)'", at: table.range,
        help: near.map { "did you mean '\($0)'?" }
          ?? (tableNames.isEmpty
            ? "it has no tables at all: is it the right one?"
            : "it has \(tableNames.prefix(12).joined(separator: ", "))")))
    return false
  }

  private mutating func check(
    column: LocatedText, of table: LocatedText, also labels: [Diagnostic.Label] = []
  ) {
    // What is wrong with the table has been said.
    guard let columns = catalogue.columns(of: table.value)?.map(\.name),
      !columns.contains(column.value), reported.insert(column).inserted
    else { return }
    let near = nearestName(to: column.value, in: columns)
    found.add(
      Diagnostic(
        .error, "missing-column", "table '\(table.value)' has no column '\(column.value)'",
        at: column.range, also: labels,
        help: near.map { "did you mean '\($0)'?" } ?? "it has \(columns.joined(separator: ", "))"))
  }

  private mutating func checkQuotedColumns() {
    for column in plan.quotedColumns {
      check(
        column: column.name, of: plan.subjects.table, also: column.inclusions.inclusionLabels)
    }
  }

  private mutating func checkAnswersType() {
    let subjects = plan.subjects
    guard
      let column = catalogue.columns(of: subjects.table.value)?
        .first(where: { $0.name == subjects.answers.value })
    else { return }
    switch column.family {
    case .json, .jsonb, .text: return
    case .other where session.dialect == .sqlite: return
    default:
      found.add(
        Diagnostic(
          .error, "answers-column",
          "column '\(column.name)' holds \(column.type), and answers are JSON",
          at: subjects.answers.range, help: "name a column of the type jsonb, json or text"))
    }
  }

  /// Runs a fragment over no rows, where its table is there.
  private mutating func tryOut(
    _ fragment: LocatedText?, on table: LocatedText, _ statement: (String, String) -> String
  ) throws {
    guard let fragment, catalogue.columns(of: table.value) != nil else { return }
    let sql = statement(try quoteTable(table.value), fragment.value) + " LIMIT 0"
    do {
      try session.savepoint { _ = try session.query(sql) }
    } catch let error as StorageError {
      switch error.kind {
      case .unreachable, .closed, .cancelled, .timeout, .busy, .authentication: throw error
      default: break
      }
      guard reported.insert(fragment).inserted else { return }
      found.add(
        Diagnostic(
          .error, "sql-fragment",
          "\(session.dialect.displayName) refuses this SQL: \(error.message)",
          at: fragment.range, help: error.hint))
    }
  }
}
