import CLibPQ

/// The arguments of a statement in the forms in which libpq sends them.
///
/// Arrays go in PostgreSQL's binary format, as arrays of `text` or `bigint`: as text, every quote in
/// them, of which JSON is full, would be escaped here and sought out again there. What a statement
/// wants instead of `text`, it casts to.
struct PostgresParameters {
  /// Types by their numbers in PostgreSQL's catalogue (`pg_type.dat`).
  private enum ElementType: Oid {
    case bigint = 20
    case text = 25

    var array: Oid {
      switch self {
      case .bigint: 1016
      case .text: 1009
      }
    }
  }

  private var bytes: [UInt8] = []
  /// Where in `bytes` each begins; nil is NULL.
  private var offsets: [Int?] = []
  /// 0 is what the statement wants.
  private(set) var types: [Oid] = []
  private var lengths: [CInt] = []
  /// 0 is text, 1 binary.
  private var formats: [CInt] = []

  /// - Throws: A `StorageError` where an argument is longer than any value can be.
  init(_ arguments: [SQLValue]) throws(StorageError) {
    bytes.reserveCapacity(arguments.reduce(0) { $0 + Self.size($1) })
    for argument in arguments { try append(argument) }
  }

  /// Calls `body` with what the `PQ…Params` functions take, which lives as long as the call.
  func withPointers<Result>(
    _ body: (
      _ count: CInt, _ types: UnsafePointer<Oid>?,
      _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<CInt>?,
      _ formats: UnsafePointer<CInt>?
    ) -> Result
  ) -> Result {
    bytes.withUnsafeBytes { bytes in
      let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let values = offsets.map { offset in offset.flatMap { offset in base.map { $0 + offset } } }
      return body(CInt(truncatingIfNeeded: offsets.count), types, values, lengths, formats)
    }
  }

  private mutating func append(_ argument: SQLValue) throws(StorageError) {
    switch argument {
    case .null, .bool, .int, .double, .text:
      let text = PostgresText.scalar(argument)
      note(offset: text == nil ? nil : bytes.count, type: 0, length: 0, format: 0)
      guard let text else { return }
      append(text)
      bytes.append(0)
    case .ints(let values):
      try appendArray(of: .bigint, values, hasNulls: false) { parameters, value in
        parameters.append(Int32(MemoryLayout<Int64>.size))
        parameters.append(value)
      }
    case .texts(let values):
      try appendArray(of: .text, values, hasNulls: values.contains { $0 == nil }) {
        parameters, value throws(StorageError) in
        guard let value else { return parameters.append(Int32(-1)) }
        parameters.append(try Self.counted(value.utf8.count))
        parameters.append(value)
      }
    }
  }

  /// The layout is that of `array_send`: the number of dimensions, whether there are NULLs, the type of
  /// elements; of the one dimension how many there are, from 1 on; and each element after its length.
  private mutating func appendArray<Element>(
    of type: ElementType, _ elements: [Element], hasNulls: Bool,
    _ appendElement: (inout PostgresParameters, Element) throws(StorageError) -> Void
  ) throws(StorageError) {
    let offset = bytes.count
    append(Int32(elements.isEmpty ? 0 : 1))
    append(Int32(hasNulls ? 1 : 0))
    append(type.rawValue)
    if !elements.isEmpty {
      append(try Self.counted(elements.count))
      append(Int32(1))
    }
    for element in elements { try appendElement(&self, element) }
    note(
      offset: offset, type: type.array, length: try Self.counted(bytes.count - offset), format: 1)
  }

  private mutating func note(offset: Int?, type: Oid, length: CInt, format: CInt) {
    offsets.append(offset)
    types.append(type)
    lengths.append(length)
    formats.append(format)
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func counted(_ count: Int) throws(StorageError) -> Int32 {
    guard let count = Int32(exactly: count) else {
      throw StorageError(.invalidValue, "a value for PostgreSQL is longer than 2 GB")
    }
    return count
  }

  /// About how many bytes an argument takes.
  private static func size(_ argument: SQLValue) -> Int {
    switch argument {
    case .null: 0
    case .bool, .int, .double: 24
    case .text(let text): text.utf8.count + 1
    case .ints(let values): 20 + values.count * 12
    case .texts(let values): values.reduce(20) { $0 + 4 + ($1?.utf8.count ?? 0) }
    }
  }
}
