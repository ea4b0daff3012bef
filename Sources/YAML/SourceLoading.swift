package import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension SourceText {
  /// Reads a file of UTF-8 text. A file that is missing, a directory, not readable, larger than
  /// `maxBytes` or not UTF-8 gives a diagnostic and nil. A byte order mark is dropped, and said.
  package static func load(
    path: String, maxBytes: Int = YAMLLimits.standard.maxBytes,
    into diagnostics: inout DiagnosticList
  ) -> SourceText? {
    // C would end the path at a NUL, and open another file.
    guard !path.utf8.contains(0), let file = fopen(path, "rb") else {
      let reason = path.utf8.contains(0) ? "a path has no NUL" : String(cString: strerror(errno))
      diagnostics.add(.unreadable(path, reason))
      return nil
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while bytes.count <= maxBytes {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes += chunk.prefix(count)
    }
    guard ferror(file) == 0 else {
      diagnostics.add(.unreadable(path, String(cString: strerror(errno))))
      return nil
    }
    guard bytes.count <= maxBytes else {
      diagnostics.add(.tooLarge(SourceText(name: path, text: ""), maxBytes: maxBytes))
      return nil
    }
    return decode(bytes, name: path, into: &diagnostics)
  }

  /// Takes bytes as UTF-8 text, as `load` does.
  package static func decode(
    _ bytes: [UInt8], name: String, into diagnostics: inout DiagnosticList
  ) -> SourceText? {
    var bytes = bytes[...]
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let isMarked = bytes.starts(with: byteOrderMark)
    if isMarked { bytes.removeFirst(byteOrderMark.count) }

    // Repairs what is not UTF-8, so that there is a line to show.
    let source = SourceText(name: name, text: String(decoding: bytes, as: UTF8.self))
    if let fault = firstFault(in: bytes) {
      diagnostics.add(.notUTF8(source, bytes, fault))
      return nil
    }
    if isMarked {
      diagnostics.add(
        Diagnostic(
          .warning, "byte-order-mark", "'\(name)' begins with a byte order mark, which is ignored",
          at: source.range(ofScalars: 0..<0), label: "the mark stands before this",
          help: "save the file as UTF-8 without a BOM"))
    }
    return source
  }

  fileprivate struct Fault {
    /// Unicode scalars before it.
    let scalars: Int
    let byte: UInt8
  }

  private static func firstFault(in bytes: ArraySlice<UInt8>) -> Fault? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var scalars = 0
    var width = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        scalars += 1
        width += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error:
        return Fault(scalars: scalars, byte: bytes.dropFirst(width).first ?? 0)
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func unreadable(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic("file-unreadable", "cannot read '\(path)': \(reason)", at: nil)
  }

  fileprivate static func notUTF8(
    _ source: SourceText, _ bytes: ArraySlice<UInt8>, _ fault: SourceText.Fault
  ) -> Diagnostic {
    let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let digits = String(fault.byte, radix: 16, uppercase: true)
    return Diagnostic(
      "not-utf8", "'\(source.name)' is not UTF-8 text",
      at: source.range(ofScalars: fault.scalars..<fault.scalars + 1),
      label: "the byte 0x\(digits) cannot stand here",
      help: isUTF16 ? "this is UTF-16: save the file as UTF-8" : "save the file as UTF-8")
  }
}
