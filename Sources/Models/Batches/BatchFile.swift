/// The lines of a batch while they are gathered, and the form that uploads them
/// (`multipart/form-data`): on disk, as it may be larger than memory should be.
package struct BatchFile: Sendable {
  let content: ScratchFile
  let contentType: String
  private let end: String
  private var isFinished = false
  /// Bytes of its lines.
  package private(set) var bytes = 0

  /// An empty one.
  ///
  /// - Parameter name: The file's at the provider: of letters, digits and dashes.
  package init(named name: String) throws(ScratchFileError) {
    content = try ScratchFile()
    // The lines begin with a brace: no boundary can stand among them.
    let boundary = "gearbox-\(name)"
    contentType = "multipart/form-data; boundary=\(boundary)"
    end = "\r\n--\(boundary)--\r\n"
    let start = """
      --\(boundary)\r
      Content-Disposition: form-data; name="purpose"\r
      \r
      batch\r
      --\(boundary)\r
      Content-Disposition: form-data; name="file"; filename="\(Self.fileName(name))"\r
      Content-Type: application/jsonl\r
      \r

      """
    try content.append(start.utf8)
  }

  /// Adds lines, each with its end.
  package mutating func append(_ line: [UInt8]) throws(ScratchFileError) {
    try content.append(line)
    bytes += line.count
  }

  /// Ends the form; it takes no lines any more. To end it twice does no harm.
  package mutating func finish() throws(ScratchFileError) {
    if isFinished { return }
    try content.append(end.utf8)
    isFinished = true
  }

  static func fileName(_ name: String) -> String { name + ".jsonl" }
}

/// What came back of a batch, line by line, in whatever order.
package struct BatchResults: Sendable {
  private var lines: LineReader
  private let key: Secret?
  private let now: Int64

  init(_ file: ScratchFile, key: Secret?, now: Int64) {
    lines = LineReader(file)
    self.key = key
    self.now = now
  }

  /// What one line of the file says.
  package enum Line: Sendable, Hashable {
    case result(BatchResult)
    /// It names no request.
    case unreadable
  }

  /// The next line; nil after the last.
  ///
  /// - Throws: where the file cannot be read: what is not read is not missing.
  package mutating func next() throws(ScratchFileError) -> Line? {
    while let line = try lines.next() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }), !line.isEmpty {
        continue
      }
      return BatchResult(line: line, key: key, now: now).map { .result($0) } ?? .unreadable
    }
    return nil
  }
}
