import Testing

@testable import Storage

@Suite("Comma-separated values are read by RFC 4180, and a fault has its line")
struct ImportCSVTests {
  /// Reads a text that arrives in pieces of `size` bytes.
  private func read(_ bytes: [UInt8], pieces size: Int) throws -> [[String?]] {
    var rest = bytes[...]
    var reader = try CSVReader(name: "t.csv") {
      let piece = Array(rest.prefix(size))
      rest = rest.dropFirst(size)
      return piece.isEmpty ? nil : piece
    }
    var records: [[String?]] = [reader.header]
    while let record = try reader.next() { records.append(record) }
    return records
  }

  @Test(
    "what is read, whatever pieces it arrives in",
    arguments: [
      ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
      ("a,b\r\n1,2\r\n3,4", [["a", "b"], ["1", "2"], ["3", "4"]]),
      ("\u{FEFF}a\nx\n", [["a"], ["x"]]),
      ("a,b,c\n,\"\",\" \"\n", [["a", "b", "c"], [nil, "", " "]]),
      ("a\n\"x\ny\r\n\"\"z\"\"\"\n", [["a"], ["x\ny\r\n\"z\""]]),
      ("\"a,b\",c\n\"1,\",2\n", [["a,b", "c"], ["1,", "2"]]),
      ("a,b\n\n1,2\n\n\n", [["a", "b"], ["1", "2"]]),
      ("a\n\nx\n", [["a"], [nil], ["x"]]),
      ("a\n\\N\n\\.\n", [["a"], ["\\N"], ["\\."]]),
      ("a,b\né😀,\"né\"\n", [["a", "b"], ["é😀", "né"]]),
      ("a,b\n1,", [["a", "b"], ["1", nil]]),
    ] as [(String, [[String?]])])
  func records(text: String, expected: [[String?]]) throws {
    for size in [1, 2, 3, 7, 4096] {
      #expect(try read(Array(text.utf8), pieces: size) == expected)
    }
  }

  @Test(
    "what is refused",
    arguments: [
      ("", "t.csv:1: is empty, and should begin with the names of the columns"),
      ("a,b\n1\n", "t.csv:2: 1 field where the header has 2"),
      ("a,b\n\"x\ny\",2\n1,2,3\n", "t.csv:4: 3 fields where the header has 2"),
      ("a\nx\n\"yes\nno", "t.csv:3: a quote that opens here is never closed"),
      (
        "a\n\"x\"y\n",
        "t.csv:2: text after a closing quote; a quote inside quotes is written twice"
      ),
      ("a\nx\"y\"\n", "t.csv:2: a quote inside a field without quotes"),
      (
        "a\nx\ry\n",
        "t.csv:2: a carriage return without a line feed; put the field in quotes"
      ),
      ("a\nx\0y\n", "t.csv:2: a field holds the character U+0000"),
      ("a,,b\n", "t.csv:1: a column has no name"),
      ("a,b,a\n", "t.csv:1: column 'a' is named twice"),
    ])
  func faults(text: String, message: String) throws {
    for size in [1, 2, 4096] {
      let error = #expect(throws: StorageError.self) { try read(Array(text.utf8), pieces: size) }
      #expect(error?.message == message)
    }
  }

  @Test("text that is not UTF-8 has its line")
  func encoding() throws {
    let bytes = Array("a\nx\n".utf8) + [0x66, 0xFC, 0x72] + Array("\n".utf8)
    let error = #expect(throws: StorageError.self) { try read(bytes, pieces: 4096) }
    #expect(error?.message == "t.csv:3: a field is not UTF-8 text")
    #expect(error?.kind == .file("t.csv", line: 3))
    let utf16 = #expect(throws: StorageError.self) { try read([0xEF, 0xBB, 0x61], pieces: 4096) }
    #expect(utf16?.message == "t.csv:1: is not UTF-8 text")
  }
}
