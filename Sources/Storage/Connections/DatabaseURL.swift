/// Where a database is: `postgres://…`, `postgresql://…`, a libpq connection string
/// (`host=… dbname=…`), or `sqlite:PATH`.
///
/// Its description is safe to print: what libpq treats as a secret shows as `***`.
package struct DatabaseURL: Sendable, Hashable {
  /// What stands behind the URL.
  enum Place: Sendable, Hashable {
    case postgres(PostgresOptions)
    case sqlite(path: String)
  }

  let place: Place

  /// Reads a URL.
  ///
  /// - Throws: `connectionString`, with a message that does not repeat any part that may be secret.
  package init(_ text: String) throws(StorageError) {
    if text.utf8.contains(0) {
      throw Self.fault("a database URL cannot hold U+0000")
    }
    if let rest = text.dropping(prefix: "sqlite:") {
      place = .sqlite(path: try Self.sqlitePath(rest))
    } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
      place = .postgres(try PostgresOptions(parsing: text, isURL: true))
    } else if let scheme = Self.scheme(of: text) {
      throw Self.fault("gearbox does not know databases of the kind \(scheme)://")
    } else if text.contains("=") {
      place = .postgres(try PostgresOptions(parsing: text, isURL: false))
    } else if text.isEmpty {
      throw Self.fault("the database URL is empty")
    } else {
      // Without '=' and scheme it is most likely a path, and holds no secret.
      throw Self.fault("'\(text)' is no database URL").hinting(
        "for a SQLite file write sqlite:\(text)")
    }
  }

  /// A SQLite file.
  package init(sqlitePath path: String) throws(StorageError) {
    place = .sqlite(path: try Self.sqlitePath(path[...]))
  }

  /// Which database this is.
  package var dialect: Dialect {
    switch place {
    case .postgres: .postgres
    case .sqlite: .sqlite
    }
  }

  /// The path of a SQLite file; nil for a server.
  package var sqlitePath: String? {
    if case .sqlite(let path) = place { path } else { nil }
  }

  /// `sqlite:///abs` is the absolute path `/abs`; everything else after `sqlite:` is the path as
  /// it stands, percent signs included.
  private static func sqlitePath(_ rest: Substring) throws(StorageError) -> String {
    var path = rest
    if path.hasPrefix("//") {
      path = path.dropFirst(2)
      guard path.hasPrefix("/") else {
        throw fault("sqlite:// wants an absolute path").hinting("write sqlite:\(path)")
      }
    }
    guard !path.isEmpty else { throw fault("sqlite: needs the path of a file") }
    guard path != ":memory:", !path.hasPrefix("file:") else {
      throw fault("sqlite:\(path) is no file").hinting("write sqlite:PATH")
    }
    return String(path)
  }

  private static func scheme(of text: String) -> Substring? {
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://"),
      text[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+") })
    else { return nil }
    return text[..<colon]
  }

  private static func fault(_ message: String) -> StorageError {
    StorageError(
      .connectionString, message,
      hint: "write postgres://USER@HOST/DATABASE, host=… dbname=…, or sqlite:PATH")
  }
}

extension DatabaseURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String {
    switch place {
    case .postgres(let options): options.description
    case .sqlite(let path): "sqlite:\(path)"
    }
  }

  package var debugDescription: String { description }

  /// So that `dump` and string interpolation of an enclosing value show no password either.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
  /// The rest after a prefix, nil where the text does not begin with it.
  func dropping(prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
