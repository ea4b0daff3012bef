import Diagnostics
import Testing
import YAML

@Suite("A shape decodes, and describes what it decodes")
struct ShapeTests {
  private struct Part: Sendable, Equatable {
    var name: String
    var count: Int64
    var isLarge: Bool
  }

  private static let part: Shape<Part> = Shapes.mapping(
    "a part",
    Shapes.required("name", Shapes.name("a part"), "what it is called"),
    Shapes.defaulted("count", Shapes.int(in: 1...9), to: 1, "how many there are"),
    Shapes.optional("large", Shapes.bool, "whether it is large")
  ) { _, name, count, isLarge in
    Part(name: name.value, count: count, isLarge: isLarge ?? false)
  }

  private func decode<Value>(_ shape: Shape<Value>, _ text: String) throws -> (Value?, [String]) {
    var diagnostics = DiagnosticList()
    let value = shape.value(of: try Reading(text).root(), into: &diagnostics)
    return (value, diagnostics.sorted().map(\.code))
  }

  @Test(
    "a mapping takes its keys, and only those",
    arguments: [
      ("{ name: bolt }", "bolt 1 false", []),
      ("{ name: bolt, count: 3, large: true }", "bolt 3 true", []),
      ("{ name: bolt, count: , large: ~ }", "bolt 1 false", []),
      ("{ count: 3 }", nil, ["missing-key"]),
      ("{ name: bolt, count: 10 }", nil, ["invalid-value"]),
      ("{ name: bolt, lage: true }", "bolt 1 true", ["unknown-key"]),
      ("{ name: 3, count: x }", nil, ["wrong-type", "wrong-type"]),
      ("[bolt]", nil, ["wrong-type"]),
    ] as [(String, String?, [String])])
  func mapping(_ text: String, _ expected: String?, _ codes: [String]) throws {
    let (part, found) = try decode(Self.part, text)
    #expect(part.map { "\($0.name) \($0.count) \($0.isLarge)" } == expected)
    #expect(found == codes)
  }

  @Test("its description has each key with its meaning, its default and its value")
  func mappingDescription() throws {
    guard case .mapping(let fields) = Self.part.description.form else {
      Issue.record("no description of a mapping")
      return
    }
    #expect(fields.map(\.name) == ["name", "count", "large"])
    #expect(fields.map(\.isRequired) == [true, false, false])
    #expect(fields.map(\.fallback) == [nil, .int(1), nil])
    #expect(fields.map(\.summary).first == "what it is called")
    #expect(written(fields[0].value) == "text, not empty")
    #expect(written(fields[1].value) == "integer 1...9")
    #expect(written(fields[2].value) == "bool")
  }

  @Test("a conversion narrows what is described to what it takes")
  func narrowing() {
    let code = Shapes.text.converted("a code", to: .pattern("^[A-Z]+$")) { $0.value }
    #expect(written(code.description) == "text ^[A-Z]+$")
    #expect(code.expectation == "a code")
    let duration = Shapes.source("a duration").converted("a duration", to: .pattern("^[0-9]+s$")) {
      $0.value
    }
    #expect(written(duration.description) == "text ^[0-9]+s$")
    let share = Shapes.digits.converted("a share", to: .numbers(minimum: "0", maximum: "1")) { $0 }
    #expect(written(share.description) == "number 0...1")
    let some = Shapes.list(of: Shapes.bool).converted("a few", to: .notEmpty) {
      $0.isEmpty ? nil : $0
    }
    #expect(written(some.description) == "list, not empty, of bool")
    #expect(written(some.located.description) == "list, not empty, of bool")
    let plain = Shapes.list(of: Shapes.source("SQL")).converted("all") { $0 }
    #expect(written(plain.description) == "list of source")
    #expect(written(Shapes.named("parts", Shapes.bool).description).hasSuffix("]*$ to bool"))
    #expect(written(Shapes.keyed("parts", Shapes.bool).description) == "entries to bool")
  }

  private enum Unit: String, CaseIterable { case box, crate }

  private static let box: Shape<String> = Shapes.mapping(
    "a box", Shapes.required("unit", Shapes.choice(Unit.self), "the unit"),
    Shapes.required("size", Shapes.int(), "its size")
  ) { _, _, size in "box \(size)" }

  private static let crate: Shape<String> = Shapes.mapping(
    "a crate", Shapes.required("unit", Shapes.choice(Unit.self), "the unit"),
    Shapes.required("wood", Shapes.text, "its wood")
  ) { _, _, wood in "crate of \(wood.value)" }

  @Test(
    "kinds are told apart by a word",
    arguments: [
      ("{ unit: box, size: 3 }", "box 3", []),
      ("{ unit: crate, wood: oak }", "crate of oak", []),
      ("{ unit: crate, size: 3 }", nil, ["missing-key", "unknown-key"]),
      ("{ unit: bag, size: 3 }", nil, ["invalid-value"]),
      ("{ size: 3 }", nil, ["missing-key"]),
      ("box", nil, ["wrong-type"]),
    ] as [(String, String?, [String])])
  func kindsByWord(_ text: String, _ expected: String?, _ codes: [String]) throws {
    let shape = Shapes.oneOf(
      "a unit", byValueOf: "unit", first: ("box", Self.box), ("crate", Self.crate))
    let (value, found) = try decode(shape, text)
    #expect(value == expected)
    #expect(found.sorted() == codes)
    guard case .either(let kinds) = shape.description.form, kinds.count == 2,
      case .mapping(let fields) = kinds[1].form
    else {
      Issue.record("no description of two kinds")
      return
    }
    #expect(written(fields[0].value) == "one of crate")
  }

  @Test(
    "kinds are told apart by a key",
    arguments: [
      ("{ name: bolt }", "bolt", []),
      ("{ parts: [{ name: bolt }, { name: nut }] }", "bolt nut", []),
      ("{ parts: [], name: bolt }", "", ["unknown-key"]),
      ("{}", nil, ["missing-key"]),
      ("3", nil, ["wrong-type"]),
    ] as [(String, String?, [String])])
  func kindsByKey(_ text: String, _ expected: String?, _ codes: [String]) throws {
    let one = Self.part.converted("a part") { [$0] }
    let several: Shape<[Part]> = Shapes.mapping(
      "parts", Shapes.required("parts", Shapes.list(of: Self.part), "the parts")
    ) { _, parts in parts }
    let shape = Shapes.oneOf("parts", with: "parts", several, without: one)
    let (value, found) = try decode(shape, text)
    #expect(value.map { $0.map(\.name).joined(separator: " ") } == expected)
    #expect(found == codes)
    guard case .either(let kinds) = shape.description.form else {
      Issue.record("no description of kinds")
      return
    }
    #expect(kinds.map(\.expectation) == ["parts", "a part"])
  }

  private func written(_ description: ShapeDescription) -> String {
    switch description.form {
    case .anything: "anything"
    case .bool: "bool"
    case .integer(let range): "integer \(range)"
    case .number(let minimum, let maximum): "number \(minimum ?? "")...\(maximum ?? "")"
    case .text(let mayBeEmpty, let pattern):
      "text" + (pattern.map { " \($0)" } ?? (mayBeEmpty ? "" : ", not empty"))
    case .source: "source"
    case .literal: "literal"
    case .words(let words): "one of \(words.joined(separator: ", "))"
    case .list(let element, let mayBeEmpty):
      "list" + (mayBeEmpty ? "" : ", not empty,") + " of \(written(element))"
    case .entries(let element, let keys, let mayBeEmpty):
      "entries" + (mayBeEmpty ? "" : ", not empty,") + (keys.map { " \($0)" } ?? "")
        + " to \(written(element))"
    case .mapping(let fields): "mapping of \(fields.map(\.name).joined(separator: ", "))"
    case .either(let kinds): kinds.map { written($0) }.joined(separator: " or ")
    case .defined(let name, _), .reference(let name): name
    }
  }
}
