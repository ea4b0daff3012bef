import Diagnostics
import Foundation
import Testing
import YAML

@Suite("Files that cannot be read are said, and why")
struct LoadingTests {
  private func load(_ bytes: [UInt8]) throws -> (SourceText?, [Diagnostic]) {
    let path = NSTemporaryDirectory() + "gearbox-\(UUID().uuidString).yaml"
    #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var list = DiagnosticList()
    let source = SourceText.load(path: path, into: &list)
    return (source, list.diagnostics)
  }

  @Test("a file of UTF-8")
  func good() throws {
    let (source, diagnostics) = try load(Array("a: é\n".utf8))
    #expect(source?.text == "a: é\n")
    #expect(diagnostics.isEmpty)
  }

  @Test("a missing file, a directory, a path that is none")
  func unreadable() {
    var list = DiagnosticList()
    #expect(YAMLReader.load(path: "/nowhere/rules.yaml", into: &list) == nil)
    #expect(YAMLReader.load(path: NSTemporaryDirectory(), into: &list) == nil)
    #expect(YAMLReader.load(path: "a\0b", into: &list) == nil)
    #expect(list.diagnostics.map(\.code) == Array(repeating: "file-unreadable", count: 3))
    #expect(
      list.diagnostics.first?.message
        == "cannot read '/nowhere/rules.yaml': No such file or directory")
    #expect(list.diagnostics.dropFirst().first?.message.hasSuffix("Is a directory") == true)
  }

  @Test("bytes that are not UTF-8 are shown in their line")
  func notUTF8() throws {
    let (source, diagnostics) = try load(Array("a: é\nb: x".utf8) + [0xE9, 0x20])
    #expect(source == nil)
    let diagnostic = try #require(diagnostics.first)
    #expect(diagnostic.code == "not-utf8")
    #expect(diagnostic.labels.first?.range.short == "2:5-2:6")
    #expect(diagnostic.labels.first?.text == "the byte 0xE9 cannot stand here")
  }

  @Test("UTF-16 is recognised")
  func utf16() throws {
    let (_, diagnostics) = try load([0xFF, 0xFE, 0x61, 0x00])
    #expect(diagnostics.first?.help == ["this is UTF-16: save the file as UTF-8"])
  }

  @Test("a byte order mark is dropped with a warning")
  func byteOrderMark() throws {
    let (source, diagnostics) = try load([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8))
    #expect(source?.text == "a: 1")
    #expect(diagnostics.map(\.code) == ["byte-order-mark"])
    #expect(diagnostics.map(\.severity) == [.warning])
    #expect(try Reading("\u{FEFF}a: 1").root().mapping?["a"]?.range.short == "1:5-1:6")
  }

  @Test("a file larger than the limit is not read to its end")
  func large() throws {
    var list = DiagnosticList()
    #expect(SourceText.load(path: "/dev/zero", maxBytes: 100_000, into: &list) == nil)
    #expect(list.diagnostics.map(\.code) == ["yaml-limit"])
  }
}
