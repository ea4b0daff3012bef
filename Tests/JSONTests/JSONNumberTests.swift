import Testing

@testable import JSON

@Suite("A number keeps its digits and is compared by its value")
struct JSONNumberTests {
  @Test(arguments: [
    ("1.0", "1"), ("1e0", "1"), ("100", "1E+2"), ("0.00", "-0"), ("-1.50", "-15e-1"),
    ("1e999999999", "10e999999998"), ("0e999999999", "0"),
  ])
  func `equal values are equal, whatever their digits`(left: String, right: String) throws {
    let (left, right) = (try number(left), try number(right))
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
    #expect(left.canonicalText == right.canonicalText)
    #expect(!(left < right) && !(right < left))
    #expect(JSONValue.number(left) == .number(right))
  }

  @Test(arguments: [
    ("1", "2"), ("-1", "1"), ("-2", "-1"), ("0", "1e-999999999"), ("-1e-999999999", "0"),
    ("9", "10"), ("0.09", "0.1"), ("12", "123"), ("1e999999998", "1e999999999"), ("1.1", "1.11"),
    ("9007199254740992", "9007199254740993"), ("-1e999999999", "-1e999999998"),
  ])
  func `are ordered exactly`(small: String, large: String) throws {
    #expect(try number(small) < number(large))
    #expect(try number(large) > number(small))
    #expect(try number(small) != number(large))
  }

  @Test(arguments: [
    ("0", "0"), ("-0.0", "0"), ("1.500", "1.5"), ("1e3", "1000"),
    ("123456789e12", "123456789000000000000"),
    ("1e21", "1e21"), ("1.5e30", "1.5e30"), ("0.000001", "0.000001"), ("1e-7", "1e-7"),
    ("-12e-10", "-1.2e-9"),
    ("-12.30", "-12.3"), ("0.123456789012345678901234567890", "0.12345678901234567890123456789"),
  ])
  func `have one canonical text`(text: String, canonical: String) throws {
    #expect(try number(text).canonicalText == canonical)
    #expect(try number(text) == number(canonical))
  }

  @Test(arguments: [
    ("3", Int64(3)), ("3.0", 3), ("3e0", 3), ("30e-1", 3), ("3.5", nil),
    ("1e18", 1_000_000_000_000_000_000),
    ("9223372036854775807", .max), ("9223372036854775808", nil), ("-9223372036854775808", .min),
    ("-9.223372036854775808e18", .min), ("9.223372036854775808e18", nil),
    ("-9223372036854775809", nil),
    ("1e999999999", nil), ("0e999999999", 0),
  ])
  func `give an integer only where it is one`(text: String, value: Int64?) throws {
    #expect(try number(text).int64 == value)
  }

  @Test func `come from integers and doubles`() throws {
    #expect(JSONNumber(Int64.min).text == "-9223372036854775808")
    #expect(JSONNumber(2.0)?.text == "2")
    #expect(JSONNumber(0.65)?.text == "0.65")
    #expect(JSONNumber(1e300)?.text == "1e+300")
    #expect(JSONNumber(Double.nan) == nil)
    #expect(JSONNumber(Double.infinity) == nil)
    #expect(try number("0.1").double == 0.1)
    #expect(try number("1e999999999").double == .infinity)
    #expect(try JSONValue(parsing: "1.50").serialized() == "1.50")
  }

  @Test(arguments: [
    "", "1.", ".1", "01", "+1", "1e", " 1", "1 ", "1e1000000000000001", "0x1", "1,5",
  ])
  func `refuse what is no number`(text: String) {
    #expect(JSONNumber(exactly: text) == nil)
  }

  @Test func `many digits are no trouble`() throws {
    let long = String(repeating: "9", count: 100_000)
    #expect(try JSONValue(parsing: long) == .number(number(long + ".0")))
    #expect(try number(long).int64 == nil)
  }
}

func number(_ text: String) throws -> JSONNumber {
  try #require(JSONNumber(exactly: text))
}
