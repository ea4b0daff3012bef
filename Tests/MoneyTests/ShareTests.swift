import Testing

@testable import Money

@Suite("A share is a part of a whole in millionths")
struct ShareTests {
  @Test(arguments: [
    ("0", "0"), ("1", "1"), ("1.0", "1"), ("0.65", "0.65"), ("0.0000005", "0"),
    ("0.0000015", "0.000002"),
    ("0.1234567", "0.123457"), ("65e-2", "0.65"),
  ])
  func `reads a decimal, rounded to six places`(text: String, printed: String) {
    #expect(Share(text)?.description == printed)
  }

  @Test(arguments: ["-0.1", "1.0000001", "2", "", "65%", "half"])
  func `refuses what is no share`(text: String) {
    #expect(Share(text) == nil)
  }

  @Test(arguments: [
    (1, 3, 333_333), (2, 3, 666_667), (1, 2_000_000, 0), (3, 2_000_000, 2), (5, 5, 1_000_000),
    (7, 5, 1_000_000), (-1, 5, 0), (1, 0, 0), (0, 0, 0), (Int.max, Int.max, 1_000_000),
    (Int.max, Int.min, 0), (Int.max / 2, Int.max, 500_000),
  ])
  func `counts give a share, half to even`(numerator: Int, denominator: Int, millionths: Int) {
    #expect(Share(numerator: numerator, denominator: denominator).millionths == millionths)
  }

  @Test func `shares along a chain multiply`() throws {
    let share = try #require(Share("0.65"))
    #expect((share * share).description == "0.4225")
    #expect((Share.all * share) == share)
    #expect((Share.none * share) == .none)
    #expect(Share.none < share)
  }

  @Test func `a share of a number is exact`() throws {
    let share = try #require(Share("0.65"))
    #expect(try ExactDecimal(2534).times(share).description == "1647.1")
    #expect(try decimal("-0.000000000000000000000001").times(share).units == -1)
    #expect(try decimal("0.000000000000000000000010").times(share).units == 6)
    #expect(try decimal("0.000000000000000000000030").times(share).units == 20)
  }
}
