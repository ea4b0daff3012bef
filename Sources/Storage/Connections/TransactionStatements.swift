/// Refuses a script that would begin or end a transaction: what is loaded is loaded as a whole.
///
/// It reads no more of SQL than where statements begin, and skips comments, quotes, PostgreSQL's
/// dollar quotes and the bodies of triggers and functions.
func refuseTransactionStatements(in script: String, _ dialect: Dialect) throws(StorageError) {
  var scanner = StatementScanner(bytes: Array(script.utf8), dialect: dialect)
  while let (word, line) = scanner.nextFirstWord() {
    switch word {
    case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT":
      throw StorageError(
        .sql, "line \(line) of the script: \(word) cannot be used, all of it is one transaction",
        hint: "take the statement out")
    default: continue
    }
  }
}

/// Finds the first word of each statement of a script.
private struct StatementScanner {
  let bytes: [UInt8]
  let dialect: Dialect
  private var index = 0
  private var line = 1

  init(bytes: [UInt8], dialect: Dialect) {
    self.bytes = bytes
    self.dialect = dialect
  }

  /// The first word of the next statement, in capitals, and the line where it stands.
  mutating func nextFirstWord() -> (word: String, line: Int)? {
    var first: (word: String, line: Int)?
    var isTrigger = false
    var previous = ""
    // Open BEGIN or CASE within the body of a trigger or function, where `;` ends no statement.
    var depth = 0
    while let byte = peek() {
      if byte == UInt8(ascii: ";") {
        advance()
        if depth == 0, let first { return first }
      } else if let word = takeWord() {
        if first == nil { first = (word, line) }
        if word == "TRIGGER" && first?.word == "CREATE" { isTrigger = true }
        let opens =
          depth > 0
          ? word == "CASE"
          : (isTrigger && dialect == .sqlite && word == "BEGIN")
            || (previous == "BEGIN" && word == "ATOMIC")
        if opens { depth += 1 } else if depth > 0 && word == "END" { depth -= 1 }
        previous = word
      } else {
        skipToken(byte)
      }
    }
    return first
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  private mutating func advance() {
    if peek() == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 128...:
      true
    default: false
    }
  }

  private mutating func takeWord() -> String? {
    let start = index
    while let byte = peek(), Self.isWordByte(byte) { index += 1 }
    guard index > start else { return nil }
    let word = String(decoding: bytes[start..<index], as: UTF8.self).uppercased()
    if word == "E" && dialect == .postgres && peek() == UInt8(ascii: "'") {
      skipQuoted(UInt8(ascii: "'"), escapes: true)
    }
    return word
  }

  private mutating func skipToken(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "-") where peek(1) == byte:
      while let next = peek(), next != UInt8(ascii: "\n") { advance() }
    case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
      skipComment()
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      skipQuoted(byte, escapes: false)
    case UInt8(ascii: "`") where dialect == .sqlite:
      skipQuoted(byte, escapes: false)
    case UInt8(ascii: "[") where dialect == .sqlite:
      while let next = peek(), next != UInt8(ascii: "]") { advance() }
    case UInt8(ascii: "$") where dialect == .postgres:
      skipDollarQuoted()
    default: advance()
    }
  }

  /// A doubled quote closes and opens again, which comes to the same.
  private mutating func skipQuoted(_ quote: UInt8, escapes: Bool) {
    advance()
    while let byte = peek(), byte != quote {
      if escapes && byte == UInt8(ascii: "\\") { advance() }
      advance()
    }
    advance()
  }

  private mutating func skipComment() {
    var depth = 0
    while let byte = peek() {
      let opens = byte == UInt8(ascii: "/") && peek(1) == UInt8(ascii: "*")
      if opens && (depth == 0 || dialect == .postgres) {
        depth += 1
        advance()
      } else if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        depth -= 1
        advance()
      }
      advance()
      if depth == 0 { return }
    }
  }

  private mutating func skipDollarQuoted() {
    let start = index
    advance()
    while let byte = peek(), Self.isWordByte(byte) { index += 1 }
    guard peek() == UInt8(ascii: "$") else { return }
    advance()
    let tag = bytes[start..<index]
    while index < bytes.count {
      if bytes[index...].starts(with: tag) {
        index += tag.count
        return
      }
      advance()
    }
  }
}
