import Testing

@testable import Money

@Suite("An exact decimal reads and prints its digits")
struct ExactDecimalTextTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("1647.1", "1647.1"), ("-0.5", "-0.5"), ("+3", "3"), (".5", "0.5"),
    ("5.", "5"), ("1e3", "1000"), ("1.5E-3", "0.0015"), ("007", "7"), ("0e999999999999999", "0"),
    ("0.000000000000000000000001", "0.000000000000000000000001"),
    ("0.1000000000000000000000000000000", "0.1"), ("100e-2", "1"),
    ("170141183460469.231731687303715884105727", "170141183460469.231731687303715884105727"),
    ("-170141183460469.231731687303715884105727", "-170141183460469.231731687303715884105727"),
  ])
  func `reads a number and prints the shortest digits`(text: String, printed: String) {
    #expect(ExactDecimal(text)?.description == printed)
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "1.2.3", "1 ", " 1", "0x1", "1_000", "1,5", "NaN", "inf", "٣",
    "0.0000000000000000000000001", "1e-25", "170141183460469.231731687303715884105728", "1e15",
    "-170141183460469.231731687303715884105728", "1e999999999999999999999",
    "1e-99999999999999999999",
    "$5",
  ])
  func `refuses what is no number or does not fit`(text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test func `has an order`() throws {
    let sorted = ["-2", "-1.5", "0", "0.0001", "1", "10"].compactMap { ExactDecimal($0) }
    #expect(sorted.reversed().sorted() == sorted)
  }
}

@Suite("An exact decimal computes exactly, or says that it cannot")
struct ExactDecimalArithmeticTests {
  static let largest = "170141183460469.231731687303715884105727"

  @Test func `adds and subtracts exactly`() throws {
    #expect(try decimal("0.1") + decimal("0.2") == decimal("0.3"))
    #expect(try decimal("0.1") - decimal("0.3") == decimal("-0.2"))
  }

  @Test func `overflow is an error in every direction`() throws {
    let largest = try decimal(Self.largest)
    let step = try decimal("0.000000000000000000000001")
    #expect(throws: MoneyOverflow()) { try largest + step }
    #expect(throws: MoneyOverflow()) { try -largest - step }
    #expect(throws: MoneyOverflow()) { try largest * 2 }
    #expect(throws: MoneyOverflow()) { try largest * Int.min }
    #expect(throws: MoneyOverflow()) { try largest.times(largest) }
    #expect(throws: MoneyOverflow()) { try largest.rounded(toPlaces: 0).rounded(toPlaces: -1) * 2 }
    #expect(throws: MoneyOverflow()) { try ExactDecimal(Int.max) }
    #expect(throws: MoneyOverflow()) { try ExactDecimal(Int.min) }
    #expect(throws: MoneyOverflow()) { try ExactDecimal(units: .min) }
    #expect(throws: MoneyOverflow()) { try largest.dividing(by: 0) }
    #expect(throws: MoneyOverflow()) { try largest.percent(of: step) }
  }

  @Test func `the extremes negate and divide`() throws {
    let largest = try decimal(Self.largest)
    #expect((-largest).magnitude == largest)
    #expect(try (-largest).dividing(by: -1) == largest)
    #expect(try largest.dividing(by: Int.min).isNegative)
    #expect(try largest.times(Share.all) == largest)
    #expect(try largest.times(decimal("1")) == largest)
    #expect(try largest.percent(of: largest)?.description == "100")
  }

  @Test(arguments: [
    ("1", 3, "0.333333333333333333333333"), ("2", 3, "0.666666666666666666666667"),
    ("0.000000000000000000000001", 2, "0"), ("0.000000000000000000000003", 2, "2"),
    ("-0.000000000000000000000003", 2, "-2"), ("0.000000000000000000000005", 2, "2"),
    ("-0.000000000000000000000001", 2, "0"), ("10", -4, "-2.5"),
  ])
  func `division rounds half to even`(text: String, divisor: Int, quotient: String) throws {
    let expected =
      quotient.contains(".") || quotient == "0"
      ? try decimal(quotient) : try ExactDecimal(units: #require(Int128(quotient)))
    #expect(try decimal(text).dividing(by: divisor) == expected)
  }

  @Test(arguments: [
    ("2.345", 2, "2.34"), ("2.355", 2, "2.36"), ("-2.345", 2, "-2.34"), ("2.3450001", 2, "2.35"),
    ("0.5", 0, "0"), ("1.5", 0, "2"), ("2.5", 0, "2"), ("7.25", 24, "7.25"), ("7.25", 99, "7.25"),
  ])
  func `rounds half to even`(text: String, places: Int, rounded: String) throws {
    #expect(try decimal(text).rounded(toPlaces: places).description == rounded)
  }

  @Test func `what must not fall short is rounded up`() throws {
    func raised(_ amount: String, _ factor: String, over divisor: String) throws -> String {
      let numbers = try [amount, factor, divisor].map { try #require(ExactDecimal($0)) }
      return try numbers[0].timesRoundedUp(numbers[1], over: numbers[2]).description
    }
    #expect(try raised("0.02", "3", over: "2") == "0.03")
    #expect(try raised("1", "1", over: "3") == "0.333333333333333333333334")
    #expect(try raised("1", "2", over: "3") == "0.666666666666666666666667")
    #expect(try raised("-1", "1", over: "3") == "-0.333333333333333333333334")
    #expect(throws: MoneyOverflow.self) { try raised("1", "1", over: "0") }
    #expect(throws: MoneyOverflow.self) {
      try raised("100000000000000", "100000000000000", over: "1")
    }
  }

  @Test func `multiplies decimals`() throws {
    #expect(try decimal("1647.1").times(decimal("0.005")).description == "8.2355")
    #expect(try decimal("-1.5").times(decimal("1.5")).description == "-2.25")
    #expect(try decimal("0.000000000001").times(decimal("0.0000000000005")).isZero)
    #expect(try decimal("0.000000000001").times(decimal("0.0000000000015")).units == 2)
  }
}

func decimal(_ text: String) throws -> ExactDecimal {
  try #require(ExactDecimal(text))
}
