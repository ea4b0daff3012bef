/// How much JSON is read before reading is refused.
package struct JSONLimits: Sendable, Hashable {
  /// How deep arrays and objects may stand in one another; reading costs stack by the level.
  package var maxDepth: Int
  /// How many bytes of UTF-8 a text may have.
  package var maxBytes: Int

  /// 128 levels and 16 MiB where not said otherwise.
  package init(maxDepth: Int = 128, maxBytes: Int = 16 * 1024 * 1024) {
    self.maxDepth = maxDepth
    self.maxBytes = maxBytes
  }

  /// 128 levels, 16 MiB.
  package static let standard = JSONLimits()
}

/// A text is no JSON, or exceeds the limits.
package struct JSONParseError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  package let message: String
  /// Where, in bytes of UTF-8 from the start.
  package let offset: Int
  /// Where, from 1.
  package let line: Int
  /// Where, from 1, in Unicode scalars.
  package let column: Int

  package var description: String { "\(message) (line \(line), column \(column))" }
}

/// Reads JSON, strictly as RFC 8259 has it.
package enum JSONParser {
  /// Reads one value with nothing but white space around it.
  ///
  /// A `\u` escape that is half of a surrogate pair stands for no character: it is read as U+FFFD,
  /// and `replacedSurrogates` counts these. Where a key comes twice, the last value is kept.
  package static func parse(
    _ text: String, limits: JSONLimits = .standard
  ) throws(JSONParseError) -> (value: JSONValue, replacedSurrogates: Int) {
    var text = text
    return try text.withUTF8 { bytes in parsed(bytes, limits) }.get()
  }

  /// Reads one value from bytes, which must be UTF-8. Otherwise as `parse(_: String)`.
  package static func parse(
    _ bytes: some Collection<UInt8>, limits: JSONLimits = .standard
  ) throws(JSONParseError) -> (value: JSONValue, replacedSurrogates: Int) {
    let result = bytes.withContiguousStorageIfAvailable { parsed($0, limits) }
    return try (result ?? Array(bytes).withUnsafeBufferPointer { parsed($0, limits) }).get()
  }

  private typealias Parsed = (value: JSONValue, replacedSurrogates: Int)

  private static func parsed(
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits
  ) -> Result<Parsed, JSONParseError> {
    var reader = JSONReader(bytes: bytes, maxDepth: limits.maxDepth)
    do throws(JSONParseError) {
      guard bytes.count <= limits.maxBytes else {
        throw reader.failure("the text is larger than \(limits.maxBytes) bytes")
      }
      let value = try reader.readDocument()
      return .success((value, reader.replacedSurrogates))
    } catch {
      return .failure(error)
    }
  }
}

extension JSONValue {
  /// Reads one JSON value with nothing but white space around it.
  package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONParseError) {
    self = try JSONParser.parse(text, limits: limits).value
  }

  /// Reads one JSON value from bytes of UTF-8 with nothing but white space around it.
  package init(
    parsing bytes: some Collection<UInt8>, limits: JSONLimits = .standard
  ) throws(JSONParseError) {
    self = try JSONParser.parse(bytes, limits: limits).value
  }
}
