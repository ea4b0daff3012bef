import Glibc

/// A file without a name, for what is too large for memory: gone with its last holder, also where
/// the program is killed.
package final class ScratchFile: Sendable {
  let descriptor: Int32

  /// Makes one where `TMPDIR` says, else in `/tmp`, for this user alone.
  package init() throws(ScratchFileError) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var path = Array((folder.isEmpty ? "/tmp" : folder).utf8CString.dropLast())
    path += Array("/gearbox-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw ScratchFileError() }
    unlink(path)
  }

  deinit { close(descriptor) }

  /// How many bytes it holds.
  package var count: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Adds bytes at the end of what was added before.
  package func append(_ bytes: some Collection<UInt8>) throws(ScratchFileError) {
    let whole = Array(bytes)
    let isWritten = whole.withUnsafeBytes { append($0) }
    if !isWritten { throw ScratchFileError() }
  }

  /// The same; false where the disk does not take them.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }

  /// Copies bytes from a place on; the number copied, 0 at the end, -1 where it cannot be read.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count < 0, errno == EINTR { continue }
      return count
    }
  }
}

/// A temporary file cannot be made, written or read.
package struct ScratchFileError: Error, CustomStringConvertible {
  /// What the system says.
  package let reason: String
  private let isRead: Bool

  init(reading isRead: Bool = false, _ number: Int32 = errno) {
    reason = String(cString: strerror(number))
    self.isRead = isRead
  }

  package var description: String {
    isRead
      ? "a temporary file cannot be read: \(reason) (TMPDIR says where else it could be)"
      : "a temporary file cannot be written: \(reason) (TMPDIR says where else there is room)"
  }
}

/// Reads a file line by line, in constant memory.
struct LineReader {
  private let file: ScratchFile
  private var offset = 0
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  private static let piece = 1 << 20
  /// A longer line is handed over empty.
  private static let longestLine = 16 << 20

  init(_ file: ScratchFile) { self.file = file }

  /// The next line without its end; nil after the last.
  mutating func next() throws(ScratchFileError) -> [UInt8]? {
    var isTooLong = false
    var searched = start
    while true {
      if let end = lineEnd(from: searched) {
        let line = isTooLong ? [] : Array(buffer[start..<end])
        start = end + 1
        return line
      }
      if buffer.count - start > Self.longestLine {
        isTooLong = true
        start = buffer.count
      }
      if isAtEnd {
        guard start < buffer.count || isTooLong else { return nil }
        let line = isTooLong ? [] : Array(buffer[start...])
        (buffer, start) = ([], 0)
        return line
      }
      buffer.removeFirst(start)
      start = 0
      searched = buffer.count
      try fill()
    }
  }

  private func lineEnd(from place: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, place < bytes.count,
        let found = memchr(base + place, Int32(UInt8(ascii: "\n")), bytes.count - place)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func fill() throws(ScratchFileError) {
    var failure: ScratchFileError?
    let room = [UInt8](unsafeUninitializedCapacity: Self.piece) { bytes, count in
      let read = file.read(at: offset, into: UnsafeMutableRawBufferPointer(bytes))
      if read < 0 { failure = ScratchFileError(reading: true) }
      count = max(0, read)
    }
    if let failure { throw failure }
    offset += room.count
    isAtEnd = room.isEmpty
    buffer += room
  }
}
