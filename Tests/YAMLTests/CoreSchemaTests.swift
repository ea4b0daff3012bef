import Testing
import YAML

@Suite("Plain scalars have the types of YAML 1.2's core schema")
struct CoreSchemaTests {
  private func value(_ text: String) throws -> Scalar.Resolved {
    let root = try Reading("a: \(text)\n").root()
    return try #require(root.mapping?["a"]?.scalar).resolved
  }

  @Test(
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null),
      ("nULL", .string("nULL")),
      ("true", .bool(true)), ("False", .bool(false)), ("TRUE", .bool(true)),
      ("tRue", .string("tRue")),
      ("no", .string("no")), ("yes", .string("yes")), ("on", .string("on")),
      ("off", .string("off")), ("y", .string("y")),
      ("0", .int(0)), ("-0", .int(0)), ("+12", .int(12)), ("010", .int(10)), ("0x1F", .int(31)),
      ("0o17", .int(15)), ("0b1", .string("0b1")), ("0o8", .string("0o8")), ("0x", .string("0x")),
      ("-0x1", .string("-0x1")), ("1_000", .string("1_000")), ("1:30", .string("1:30")),
      ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
      ("9223372036854775808", .float("9223372036854775808")),
      ("0x8000000000000000", .float("0x8000000000000000")),
      ("1.0", .float("1.0")), ("0.0001", .float("0.0001")), (".5", .float(".5")),
      ("1.", .float("1.")), ("-1e3", .float("-1e3")), ("1E+2", .float("1E+2")),
      ("1e", .string("1e")), (".", .string(".")), ("+", .string("+")), ("1.2.3", .string("1.2.3")),
      ("e3", .string("e3")), (".inf", .float(".inf")), ("-.INF", .float("-.INF")),
      (".nan", .float(".nan")), ("-.nan", .string("-.nan")), ("inf", .string("inf")),
      ("2026-11-24", .string("2026-11-24")), ("60s", .string("60s")),
      ("'1'", .string("1")), ("\"true\"", .string("true")), ("''", .string("")),
      ("|\n  1", .string("1\n")), (">-\n  null", .string("null")),
      ("!!str 1", .string("1")), ("! 1", .string("1")), ("!!int 7", .int(7)),
      ("!!float 7", .float("7")), ("!!bool 'true'", .bool(true)), ("!!null ''", .null),
    ] as [(String, Scalar.Resolved)])
  func resolves(text: String, expected: Scalar.Resolved) throws {
    #expect(try value(text) == expected)
  }

  @Test("quoted and block scalars are not plain")
  func plainness() throws {
    let root = try Reading("[1, '1', \"1\"]").root()
    #expect(root.sequence?.compactMap { $0.scalar?.isPlain } == [true, false, false])
  }
}
