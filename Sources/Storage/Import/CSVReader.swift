/// Reads comma-separated values (RFC 4180) record by record, in memory for one record.
///
/// The first record names the columns. A field without quotes that is empty is NULL, with quotes it
/// is the empty text, as in PostgreSQL's COPY. Lines end in LF or CRLF, also inside quotes, where
/// they are kept as they are. A byte order mark at the beginning is skipped, and so is an empty line
/// unless there is one column, whose NULL it then is.
struct CSVReader {
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// An unclosed quote makes the rest of the file one field; it should not fill the memory.
  private static let longestRecord = 64 << 20

  /// The names of the columns.
  private(set) var header: [String] = []
  /// Where the last record begins, from 1.
  private(set) var recordLine = 1

  private let name: String
  private let nextChunk: () throws(StorageError) -> [UInt8]?
  private var chunk: [UInt8] = []
  private var index = 0
  private var line = 1

  /// Opens a file and reads its header.
  ///
  /// - Parameter name: the file as messages call it.
  /// - Throws: `file`, with the line.
  init(path: String, name: String) throws(StorageError) {
    let chunks = try FileChunks(path: path, name: name)
    try self.init(name: name, nextChunk: chunks.next)
  }

  init(name: String, nextChunk: @escaping () throws(StorageError) -> [UInt8]?) throws(StorageError)
  {
    self.name = name
    self.nextChunk = nextChunk
    try skipByteOrderMark()
    guard let first = try record(width: nil) else {
      throw fault("is empty, and should begin with the names of the columns", at: 1)
    }
    for field in first {
      guard let field, !field.isEmpty else {
        throw fault("a column has no name", at: recordLine)
      }
      guard !header.contains(field) else {
        throw fault("column '\(field)' is named twice", at: recordLine)
      }
      header.append(field)
    }
  }

  /// The next record, with a field for each column; nil at the end.
  mutating func next() throws(StorageError) -> [String?]? {
    try record(width: header.count)
  }

  /// A fault of this file at a line.
  func fault(_ why: String, at line: Int) -> StorageError {
    StorageError(.file(name, line: line), "\(name):\(line): \(why)")
  }

  // MARK: Records

  private enum FieldEnd {
    case comma, line, file
  }

  private mutating func record(width: Int?) throws(StorageError) -> [String?]? {
    while true {
      guard try peek() != nil else { return nil }
      recordLine = line
      var fields: [String?] = []
      fields.reserveCapacity(width ?? 16)
      var size = 0
      var end = FieldEnd.comma
      while end == .comma {
        let (text, fieldEnd) = try field(&size)
        fields.append(text)
        end = fieldEnd
      }
      if width != 1 && fields.count == 1 && fields[0] == nil { continue }
      if let width, fields.count != width {
        throw fault("\(count(fields.count)) where the header has \(width)", at: recordLine)
      }
      return fields
    }
  }

  private func count(_ fields: Int) -> String {
    fields == 1 ? "1 field" : "\(fields) fields"
  }

  private mutating func field(
    _ size: inout Int
  ) throws(StorageError) -> (text: String?, end: FieldEnd) {
    var bytes: [UInt8] = []
    let isQuoted = try peek() == UInt8(ascii: "\"")
    if isQuoted {
      try quoted(into: &bytes, &size)
    } else {
      try plain(into: &bytes, &size)
    }
    let text = bytes.isEmpty && !isQuoted ? nil : try text(of: bytes)
    switch try take() {
    case nil: return (text, .file)
    case UInt8(ascii: ","): return (text, .comma)
    case UInt8(ascii: "\n"): return (text, .line)
    case UInt8(ascii: "\r"):
      guard try peek() == UInt8(ascii: "\n") else {
        throw fault("a carriage return without a line feed; put the field in quotes", at: line)
      }
      _ = try take()
      return (text, .line)
    default:
      throw fault(
        isQuoted
          ? "text after a closing quote; a quote inside quotes is written twice"
          : "a quote inside a field without quotes", at: line)
    }
  }

  private mutating func plain(into bytes: inout [UInt8], _ size: inout Int) throws(StorageError) {
    while try peek() != nil {
      let start = index
      scan: while index < chunk.count {
        switch chunk[index] {
        case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""):
          break scan
        default: index += 1
        }
      }
      try append(chunk[start..<index], to: &bytes, &size)
      if index < chunk.count { return }
    }
  }

  private mutating func quoted(into bytes: inout [UInt8], _ size: inout Int) throws(StorageError) {
    let opened = line
    _ = try take()
    while try peek() != nil {
      let start = index
      while index < chunk.count, chunk[index] != UInt8(ascii: "\"") {
        if chunk[index] == UInt8(ascii: "\n") { line += 1 }
        index += 1
      }
      try append(chunk[start..<index], to: &bytes, &size)
      if index == chunk.count { continue }
      index += 1
      guard try peek() == UInt8(ascii: "\"") else { return }
      bytes.append(UInt8(ascii: "\""))
      index += 1
    }
    throw fault("a quote that opens here is never closed", at: opened)
  }

  private func append(
    _ piece: ArraySlice<UInt8>, to bytes: inout [UInt8], _ size: inout Int
  ) throws(StorageError) {
    bytes += piece
    size += piece.count
    if size > Self.longestRecord {
      throw fault("a record of more than 64 MiB; is a closing quote missing?", at: recordLine)
    }
  }

  private func text(of bytes: [UInt8]) throws(StorageError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault("a field is not UTF-8 text", at: recordLine)
    }
    if bytes.contains(0) { throw fault("a field holds the character U+0000", at: recordLine) }
    return text
  }

  // MARK: Bytes

  private mutating func peek() throws(StorageError) -> UInt8? {
    while index >= chunk.count {
      guard let next = try nextChunk() else { return nil }
      chunk = next
      index = 0
    }
    return chunk[index]
  }

  private mutating func take() throws(StorageError) -> UInt8? {
    guard let byte = try peek() else { return nil }
    index += 1
    if byte == UInt8(ascii: "\n") { line += 1 }
    return byte
  }

  private mutating func skipByteOrderMark() throws(StorageError) {
    guard try peek() == Self.byteOrderMark[0] else { return }
    for byte in Self.byteOrderMark {
      guard try take() == byte else {
        throw fault("is not UTF-8 text", at: 1)
      }
    }
  }
}
