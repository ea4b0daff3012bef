extension Database {
  /// Brings gearbox's own tables up to date, in the connection's current schema. Does nothing where
  /// they are; two processes may do it at once.
  ///
  /// - Throws: `misuse` where a newer gearbox has been at work on them.
  package func migrate() async throws {
    try await write { session in
      if try session.gearboxSchema() == Migration.latest { return }
      if session.dialect == .postgres {
        // "gearbox" in ASCII. Released with the transaction.
        _ = try session.query("SELECT pg_advisory_xact_lock(29103391806484344)")
      }
      let present = try session.gearboxSchema() ?? 0
      if present == 0 {
        try session.execute(
          """
          CREATE TABLE IF NOT EXISTS gearbox_migrations (
            version bigint NOT NULL PRIMARY KEY,
            name text NOT NULL,
            applied_at \(session.dialect.instantType) NOT NULL
          )
          """)
      }
      for migration in Migration.all where migration.version > present {
        try session.script(migration.sql(session.dialect))
        try session.execute(
          """
          INSERT INTO gearbox_migrations (version, name, applied_at)
          VALUES ($1, $2, \(session.dialect.now))
          """, [.int(migration.version), .text(migration.name)])
      }
    }
  }
}

extension SQLSession {
  /// The version of gearbox's own tables; nil where there are none.
  ///
  /// - Throws: `misuse` where a newer gearbox has been at work on them.
  func gearboxSchema() throws -> Int64? {
    let exists =
      switch dialect {
      // Not to_regclass: it may answer from a cache that is older than the lock of `migrate`.
      case .postgres:
        """
        SELECT count(*) > 0 FROM pg_catalog.pg_class c
        WHERE c.relname = 'gearbox_migrations' AND pg_catalog.pg_table_is_visible(c.oid)
        """
      case .sqlite:
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'gearbox_migrations'"
      }
    guard try queryOne(exists)?.bool(0) ?? false,
      let version = try queryOne("SELECT max(version) FROM gearbox_migrations")?.intOrNull(0)
    else { return nil }
    guard version <= Migration.latest else {
      throw StorageError(
        .misuse, "a newer gearbox has changed the gearbox_* tables of this database",
        hint: "use that version")
    }
    return version
  }
}
