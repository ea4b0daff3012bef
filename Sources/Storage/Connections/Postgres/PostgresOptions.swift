import CLibPQ

/// The settings of a PostgreSQL connection that the person gave, as libpq itself reads them.
struct PostgresOptions: Sendable, Hashable {
  struct Option: Sendable, Hashable {
    let keyword: String
    let value: String
    let isSecret: Bool
  }

  let given: [Option]
  private let isURL: Bool

  /// - Throws: `connectionString`. libpq's messages quote the part that they stumble over, which
  ///   may be a piece of a password: quoted parts are left out.
  init(parsing text: String, isURL: Bool) throws(StorageError) {
    var problem: UnsafeMutablePointer<CChar>?
    guard let parsed = PQconninfoParse(text, &problem) else {
      let message = problem.map { String(cString: $0) } ?? "out of memory"
      PQfreemem(problem)
      throw StorageError(
        .connectionString, "the connection string cannot be read: \(Self.withoutQuotes(message))",
        hint: "write postgres://USER@HOST/DATABASE, or host=… dbname=…")
    }
    defer { PQconninfoFree(parsed) }
    var given: [Option] = []
    var entry = parsed
    while let keyword = entry.pointee.keyword {
      if let value = entry.pointee.val {
        given.append(
          Option(
            keyword: String(cString: keyword), value: String(cString: value),
            isSecret: entry.pointee.dispchar.map { $0.pointee == CChar(UInt8(ascii: "*")) } ?? false
          ))
      }
      entry += 1
    }
    self.given = given
    self.isURL = isURL
  }

  subscript(keyword: String) -> String? {
    given.first { $0.keyword == keyword }?.value
  }

  /// Keywords and values to connect with: what was given, and what gearbox sets where nothing was.
  /// An application name is a fallback, so that `PGAPPNAME` and the URL win.
  var connectionParameters: [(keyword: String, value: String)] {
    var parameters = given.map { (keyword: $0.keyword, value: $0.value) }
    parameters.removeAll { $0.keyword == "client_encoding" }
    parameters.append(("client_encoding", "UTF8"))
    parameters.append(("fallback_application_name", "gearbox"))
    return parameters
  }

  /// Removes every secret from a text that libpq or the server made.
  func redacting(_ text: String) -> String {
    given.reduce(text) { text, option in
      option.isSecret && option.value.count > 2
        ? text.replacing(option.value, with: "***") : text
    }
  }

  private static func withoutQuotes(_ message: String) -> String {
    let pieces = message.split(separator: "\"", omittingEmptySubsequences: false)
    let kept = pieces.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "…" }
    return kept.joined().split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

extension PostgresOptions: CustomStringConvertible {
  var description: String { isURL ? url : conninfo }

  private var conninfo: String {
    given.map { option in
      let value = option.isSecret ? "***" : option.value
      let isPlain =
        !value.isEmpty && value.allSatisfy { !$0.isWhitespace && $0 != "'" && $0 != "\\" }
      let quoted = value.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      return "\(option.keyword)=" + (isPlain ? value : "'\(quoted)'")
    }.joined(separator: " ")
  }

  private var url: String {
    let host = self["host"] ?? ""
    let isSocket = host.hasPrefix("/")
    var inPath: Set<String> = ["user", "password", "port", "dbname"]
    if !isSocket { inPath.insert("host") }

    var text = "postgres://"
    if let user = self["user"] {
      text += Self.encoded(user) + (self["password"] == nil ? "" : ":***") + "@"
    }
    if !isSocket { text += host.contains(":") ? "[\(host)]" : host }
    if let port = self["port"] { text += ":\(port)" }
    text += "/" + Self.encoded(self["dbname"] ?? "")
    let rest = given.filter { !inPath.contains($0.keyword) }.map {
      "\($0.keyword)=" + ($0.isSecret ? "***" : Self.encoded($0.value))
    }
    return rest.isEmpty ? text : text + "?" + rest.joined(separator: "&")
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
      let character = Character(UnicodeScalar(byte))
      if byte < 128, character.isLetter || character.isNumber || "-._~/,*=".contains(character) {
        result.append(character)
      } else {
        result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
