import Foundation

/// A file's bytes, a piece at a time.
struct FileChunks {
  private let handle: FileHandle
  private let name: String

  /// - Parameter name: the file as messages call it.
  init(path: String, name: String) throws(StorageError) {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw StorageError(.file(name, line: nil), "\(name): cannot be read")
    }
    self.handle = handle
    self.name = name
  }

  /// The next piece; nil at the end.
  func next() throws(StorageError) -> [UInt8]? {
    do {
      guard let data = try handle.read(upToCount: 1 << 18), !data.isEmpty else { return nil }
      return Array(data)
    } catch {
      throw StorageError(.file(name, line: nil), "\(name): reading failed: \(error)")
    }
  }
}

/// A whole text file.
func readText(path: String, name: String) throws(StorageError) -> String {
  let chunks = try FileChunks(path: path, name: name)
  var bytes: [UInt8] = []
  while let chunk = try chunks.next() { bytes += chunk }
  if bytes.starts(with: CSVReader.byteOrderMark) { bytes.removeFirst(3) }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw StorageError(.file(name, line: nil), "\(name): is not UTF-8 text")
  }
  return text
}

/// The names in a folder, in order.
func listFolder(_ path: String) throws(StorageError) -> [String] {
  do {
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  } catch {
    throw StorageError(.file(path, line: nil), "\(path): there is no such folder, or no access")
  }
}
