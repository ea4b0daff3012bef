import CLibPQ

/// Which statements a connection has prepared, so that the server parses and plans them once and not
/// each time: of a transaction that settles a handful of calls, that is a good part.
///
/// A pooler may hand each transaction of a client to another connection of its own, where the statement
/// is not known. So their names are no other client's, and whoever hears that one is unknown gives up
/// preparing.
struct PreparedStatements {
  /// Statements of which the types of arguments differ are different to the server.
  private struct Key: Hashable {
    /// In UTF-8: two strings that Swift takes for equal may be two names to the server.
    let sql: [UInt8]
    let types: [Oid]

    init(_ sql: String, _ types: [Oid]) {
      (self.sql, self.types) = (Array(sql.utf8), types)
    }
  }

  private struct Entry {
    /// Under which name, and since when; nil where it is not prepared.
    var prepared: (name: String, at: ContinuousClock.Instant)?
    /// Under this name; before it has one, as it is.
    var uses: Int
  }

  /// What is to be done with a statement.
  enum Step: Equatable {
    /// It goes as it is.
    case send
    case prepare(name: String)
    case execute(name: String)
    /// What was planned is forgotten, and the statement prepared again with the next use.
    case deallocate(name: String)
  }

  /// A statement that is used less is not worth the way to the server that preparing takes.
  private static let usesBeforePreparing = 2
  /// The server settles on a plan after five uses, by how large the tables are by then, and they grow.
  private static let usesOfOnePlan = 250
  private static let ageOfOnePlan = Duration.seconds(30)
  /// A server keeps in memory what is prepared.
  private static let limit = 100

  private var entries: [Key: Entry] = [:]
  private var hasGivenUp = false
  private var prepared = 0
  private let prefix = "gearbox_\(String(UInt64.random(in: 0 ... .max), radix: 36))_"

  /// Notes that a statement is to be used, and says how.
  mutating func step(
    for sql: String, types: [Oid], at now: ContinuousClock.Instant = .now
  ) -> Step {
    guard !hasGivenUp else { return .send }
    let key = Key(sql, types)
    guard var entry = entries[key] else {
      if entries.count < Self.limit { entries[key] = Entry(uses: 1) }
      return .send
    }
    defer { entries[key] = entry }
    guard let (name, preparedAt) = entry.prepared else {
      guard entry.uses >= Self.usesBeforePreparing else {
        entry.uses += 1
        return .send
      }
      prepared += 1
      return .prepare(name: prefix + String(prepared))
    }
    if entry.uses >= Self.usesOfOnePlan || now - preparedAt > Self.ageOfOnePlan {
      entry = Entry(uses: Self.usesBeforePreparing)
      return .deallocate(name: name)
    }
    entry.uses += 1
    return .execute(name: name)
  }

  /// Notes that the server has prepared a statement.
  mutating func note(
    _ name: String, for sql: String, types: [Oid], at now: ContinuousClock.Instant = .now
  ) {
    entries[Key(sql, types)] = Entry(prepared: (name, now), uses: 1)
  }

  /// Sends every statement as it is from now on.
  mutating func giveUp() {
    hasGivenUp = true
    entries = [:]
  }
}
