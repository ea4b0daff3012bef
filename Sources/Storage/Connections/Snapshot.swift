/// The state of a PostgreSQL database that one transaction sees, for others to read the same while
/// that one is under way.
struct Snapshot: Sendable {
  private let identifier: String

  /// What the session's own transaction, a reading one, sees.
  init(of session: any SQLSession) throws {
    let row = try session.queryOne("SELECT pg_catalog.pg_export_snapshot()")
    identifier = try row?.text(0) ?? ""
  }

  /// As a literal of SQL.
  var quoted: String { "'" + identifier.replacing("'", with: "''") + "'" }
}
