import Testing

@testable import Storage

@Suite("A database URL names a place and hides its secrets")
struct ConnectionsURLTests {
  @Test(
    "what may be written",
    arguments: [
      ("sqlite:gearbox.db", "sqlite:gearbox.db"),
      ("sqlite:/var/lib/g.db", "sqlite:/var/lib/g.db"),
      ("sqlite:///var/lib/g.db", "sqlite:/var/lib/g.db"),
      ("sqlite:100%25.db", "sqlite:100%25.db"),
      ("postgres://ann@db.example:5433/cars", "postgres://ann@db.example:5433/cars"),
      ("postgresql:///cars?host=/run/pg", "postgres:///cars?host=/run/pg"),
      ("postgres://ann:s3cret@h/cars", "postgres://ann:***@h/cars"),
      ("postgres://h/cars?password=s3cret", "postgres://h/cars"),
      ("postgres://[::1]:5432/cars", "postgres://[::1]:5432/cars"),
      ("host=h dbname=cars", "dbname=cars host=h"),
      ("host=h password='it''s' dbname=x", "?"),
      ("user=ann password='s3 cret' dbname=cars", "user=ann password=*** dbname=cars"),
    ])
  func accepted(text: String, shown: String) throws {
    guard shown != "?" else {
      // libpq escapes a quote with a backslash and takes this for two options run together.
      #expect(throws: StorageError.self) { try DatabaseURL(text) }
      return
    }
    let url = try DatabaseURL(text)
    #expect(url.description == shown)
    #expect(!String(reflecting: url).contains("s3"))
    var dumped = ""
    dump(["url": url], to: &dumped)
    #expect(!dumped.contains("s3"))
  }

  @Test(
    "what may not be written",
    arguments: [
      ("", "the database URL is empty"),
      ("gearbox.db", "'gearbox.db' is no database URL"),
      ("mysql://ann:s3cret@h/x", "gearbox does not know databases of the kind mysql://"),
      ("sqlite:", "sqlite: needs the path of a file"),
      ("sqlite::memory:", "sqlite::memory: is no file"),
      ("sqlite://rel.db", "sqlite:// wants an absolute path"),
      (
        "postgres://ann:s3%zzcret@h/x",
        "the connection string cannot be read: invalid percent-encoded token: …"
      ),
      (
        "dbname=x password=my s3cret",
        "the connection string cannot be read: missing … after … in connection info string"
      ),
      (
        "dbnam=s3cret",
        "the connection string cannot be read: invalid connection option …"
      ),
      ("sqlite:a\0b", "a database URL cannot hold U+0000"),
    ])
  func refused(text: String, message: String) throws {
    let error = #expect(throws: StorageError.self) { try DatabaseURL(text) }
    #expect(error?.kind == .connectionString)
    #expect(error?.message == message)
    #expect(error?.description.contains("s3") == false)
  }

  @Test("names are quoted so that they stay what they are")
  func identifiers() throws {
    #expect(try quoteIdentifier("say \"hi\"; --") == "\"say \"\"hi\"\"; --\"")
    #expect(try quoteTable("archive.images") == "\"archive\".\"images\"")
    #expect(try quoteTable("a.b.c") == "\"a.b.c\"")
    #expect(try quoteTable(".images") == "\".images\"")
    #expect(throws: StorageError.self) { try quoteIdentifier("") }
    #expect(throws: StorageError.self) { try quoteIdentifier("a\0b") }
  }
}
