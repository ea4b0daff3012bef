import Testing

@testable import Money

@Suite("Dollars are exact, and rounded only when printed")
struct USDTests {
  @Test(arguments: [
    ("12.10811", "$12.11"), ("0", "$0.00"), ("0.0001", "$0.0001"), ("0.009", "$0.009"),
    ("-0.00475", "−$0.00475"), ("0.01", "$0.01"), ("0.015", "$0.02"), ("0.025", "$0.02"),
    ("-3.57", "−$3.57"), ("1234.5", "$1,234.50"), ("999.999", "$1,000.00"),
    ("1234567.891", "$1,234,567.89"),
    ("100", "$100.00"), ("12.05", "$12.05"),
    ("170141183460469.231731687303715884105727", "$170,141,183,460,469.23"),
  ])
  func `prints for a person`(text: String, printed: String) throws {
    #expect(try usd(text).formatted() == printed)
  }

  @Test func `the seed's figures come out`() throws {
    let monolith = try usd("0.02") * 2734
    #expect(monolith.description == "54.68")
    let expected = try usd("12.10811")
    let savings = try monolith - expected
    #expect(savings.description == "42.57189")
    #expect(try savings.percent(of: monolith)?.description == "77.86")
    #expect(try savings.percent(of: .zero) == nil)
    #expect(try usd("0.005").times(2400).times(#require(Share("0.65"))).description == "7.8")
  }

  @Test func `computes like the decimal that it is`() throws {
    let amount = try usd("1.5")
    #expect(try amount + amount == usd("3"))
    #expect(try amount.dividing(by: 4) == usd("0.375"))
    #expect(try amount.times(decimal("1647.1")) == usd("2470.65"))
    #expect(-amount < .zero && (-amount).isNegative && USD.zero.isZero)
    #expect(try (amount - usd("2")).percent(of: amount)?.description == "-33.33")
    #expect(throws: MoneyOverflow()) { try usd("1e14") + usd("1e14") }
    #expect(USD("$5") == nil)
  }
}

func usd(_ text: String) throws -> USD {
  try #require(USD(text))
}
