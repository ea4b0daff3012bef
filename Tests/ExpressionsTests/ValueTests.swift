import Expressions
import Testing

@Suite("Values compare, print and add up as the language says")
struct ValueTests {
  @Test("strings are code points, not characters")
  func strings() {
    let bindings: [String: Binding] = ["a": .value("\u{E9}"), "b": .value("e\u{301}")]
    #expect(value("a == b", bindings) == false)
    #expect(value("size(a) + size(b)", bindings) == 3)
    #expect(value("b.startsWith('e')", bindings) == true)
    #expect(value("b.contains('\\u0301')", bindings) == true)
    #expect(value("b.endsWith('\\u0301')", bindings) == true)
    #expect(value("{a: 1, b: 2}.size()", bindings) == 2)
    #expect(value("a in [b]", bindings) == false)
    #expect(value("'\\uFF61' < '\\U0001F600'") == true)
    #expect(Value.string("\u{E9}") != Value.string("e\u{301}"))
  }

  @Test("equality in the language is not identity")
  func equality() {
    #expect(Value.int(1) != .double(1))
    #expect(Value.int(1).equals(.double(1)))
    #expect(Value.double(.nan) == .double(.nan))
    #expect(!Value.double(.nan).equals(.double(.nan)))
    #expect(Value.list([1, 2.5]).equals([.uint(1), 2.5]))
    #expect(Set([Value.int(1), .uint(1), .double(1), .int(1)]).count == 3)
    #expect(record(["a": 1, "b": 2]) == record(["b": 2, "a": 1]))
    #expect(record(["a": 1, "b": 2]).hashValue == record(["b": 2, "a": 1]).hashValue)
  }

  @Test("NaN has no order")
  func nan() { #expect(errorMessage("0.0 / 0.0 < 1.0") == "NaN has no order") }

  @Test("large maps find what small ones do")
  func maps() throws {
    let large = "{" + (0..<100).map { "\($0): '\($0)'" }.joined(separator: ", ") + "}"
    #expect(value("\(large)[77u]") == "77")
    #expect(value("\(large)[77.0]") == "77")
    #expect(value("77.5 in \(large)") == false)
    #expect(
      errorMessage("{" + (0..<100).map { "\($0 % 99): 1" }.joined(separator: ",") + "}") != nil)
    #expect(record([:]) == .map(MapValue(fields: [])))
  }

  @Test(
    "doubles are written as Go writes them",
    arguments: [
      ("0.0", "0"), ("-0.0", "-0"), ("1.0", "1"), ("123456.0", "123456"),
      ("1234567.0", "1.234567e+06"), ("0.0001", "0.0001"),
      ("0.00001", "1e-05"), ("1.5e300", "1.5e+300"), ("-4.5e-3", "-0.0045"), ("1e-7", "1e-07"),
      ("5e-324", "5e-324"),
      ("123.456", "123.456"), ("100000.5", "100000.5"), ("1e21", "1e+21"), ("1.0/0.0", "+Inf"),
      ("-1.0/0.0", "-Inf"),
      ("0.0/0.0", "NaN"), ("0.1 + 0.2", "0.30000000000000004"), ("1000000.0", "1e+06"),
    ])
  func doubles(_ text: String, _ written: String) {
    #expect(value("string(\(text))") == .string(written))
  }

  @Test(
    "integers never wrap",
    arguments: [
      "9223372036854775807 + 1", "-9223372036854775808 - 1", "9223372036854775807 * 2",
      "-(-9223372036854775808)",
      "-9223372036854775808 / -1", "-9223372036854775808 % -1", "1 / 0", "1 % 0", "1u / 0u",
      "0u - 1u",
      "18446744073709551615u + 1u", "int(9223372036854775808.0)", "int(-9223372036854775808.0)",
      "int(0.0/0.0)",
      "uint(-1)", "uint(-0.5)", "uint(18446744073709551616.0)", "int(18446744073709551615u)",
      "int('1.5')", "int('')",
      "uint('+1')", "double('1e999')", "double('x')", "double('')", "-(1u)", "1 + 1u", "1 + 1.0",
      "'a' + 1",
    ])
  func overflow(_ text: String) { #expect(errorMessage(text) != nil) }

  @Test(
    "conversions",
    arguments: [
      ("int(-1.9)", -1), ("int('-42')", -42), ("int(timestamp('1969-12-31T23:59:59.5Z'))", -1),
      ("int(3u)", 3),
      ("double('inf') > 1e308 ? 1 : 0", 1), ("int(double('1e3'))", 1000), ("size(bytes('é'))", 2),
      ("-7 / 2", -3), ("-7 % 3", -1),
    ] as [(String, Int64)])
  func conversions(_ text: String, _ expected: Int64) { #expect(value(text) == .int(expected)) }
}
