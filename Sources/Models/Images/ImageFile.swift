import Glibc

/// Reads images from files below one folder, and from nowhere else.
struct ImageFile {
  struct Refused: Error {
    let message: String
  }

  /// The folder as the person named it.
  let folder: String
  let maxBytes: Int

  /// - Parameter address: a `file:` URL, or a path, within the folder.
  /// - Throws: `Refused` where the file lies elsewhere, also by way of a link, is no ordinary file,
  ///   is too large, or cannot be read.
  func read(_ address: String) throws(Refused) -> [UInt8] {
    let path = try Self.path(address)
    guard let root = Self.resolved(folder) else {
      throw Refused(message: "the folder of images \(folder) is not there")
    }
    let joined = path.hasPrefix("/") ? path : "\(root)/\(path)"
    guard let file = Self.resolved(joined) else {
      throw Refused(message: "the image's file is not there")
    }
    guard file.hasPrefix(root == "/" ? root : root + "/") else {
      throw Refused(message: "the image's file lies outside the folder of images")
    }
    // The path holds no link any more; that none is put there meanwhile is seen by O_NOFOLLOW, and
    // a pipe would block without O_NONBLOCK.
    let descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Refused(message: "the image's file cannot be read") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Refused(message: "the image's file is no ordinary file")
    }
    guard status.st_size <= maxBytes else {
      throw Refused(message: "the image has more than \(maxBytes) bytes")
    }
    return try bytes(of: descriptor)
  }

  private func bytes(of descriptor: Int32) throws(Refused) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw Refused(message: "the image's file cannot be read") }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      // It may grow while it is read.
      guard bytes.count <= maxBytes else {
        throw Refused(message: "the image has more than \(maxBytes) bytes")
      }
    }
  }

  private static func path(_ address: String) throws(Refused) -> String {
    guard !address.utf8.contains(0) else { throw Refused(message: "the image's path has a NUL") }
    guard address.lowercased().hasPrefix("file:") else { return address }
    let rest = address.dropFirst(5)
    guard rest.hasPrefix("///") || (rest.hasPrefix("/") && !rest.hasPrefix("//")) else {
      throw Refused(message: "the image's file is on another host")
    }
    let escaped = rest.hasPrefix("///") ? rest.dropFirst(2) : rest
    guard let path = percentDecoded(escaped) else {
      throw Refused(message: "the image's file: address cannot be read")
    }
    return path
  }

  private static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), value != 0
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The path without links, `.` and `..`; nil where nothing is there.
  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
