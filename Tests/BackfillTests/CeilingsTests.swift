import Money
import Testing

@testable import Backfill

@Suite("A ceiling that a call broke is raised in the same ratio for all that ask the same")
struct CeilingsTests {
  private func usd(_ text: String) throws -> USD { try #require(USD(text)) }

  @Test("a longer call is raised by as much again, and another question not at all")
  func ratio() async throws {
    let ceilings = Ceilings()
    #expect(
      try await ceilings.observe(
        usd("0.03"), reserved: usd("0.02"), estimate: usd("0.02"), asking: "a"))
    #expect(try await ceilings.most(usd("0.02"), asking: "a") == usd("0.03"))
    #expect(try await ceilings.most(usd("2"), asking: "a") == usd("3"))
    #expect(try await ceilings.most(usd("0.002"), asking: "a") == usd("0.003"))
    #expect(try await ceilings.most(usd("0.02"), asking: "b") == usd("0.02"))
  }

  @Test("what was reserved before others were known to cost more does not count twice")
  func inFlight() async throws {
    let ceilings = Ceilings()
    for _ in 0..<16 {
      _ = try await ceilings.observe(
        usd("0.04"), reserved: usd("0.02"), estimate: usd("0.02"), asking: "a")
    }
    #expect(try await ceilings.most(usd("0.02"), asking: "a") == usd("0.04"))
    // Raised, and broken all the same.
    _ = try await ceilings.observe(
      usd("0.06"), reserved: usd("0.04"), estimate: usd("0.02"), asking: "a")
    #expect(try await ceilings.most(usd("0.02"), asking: "a") == usd("0.06"))
    #expect(
      try await !ceilings.observe(
        usd("0.05"), reserved: usd("0.06"), estimate: usd("0.02"), asking: "a"))
    #expect(try await ceilings.most(usd("0.02"), asking: "a") == usd("0.06"))
  }

  @Test("a ceiling of which only the raised one is known is never taken for less than was billed")
  func unknownEstimate() async throws {
    let ceilings = Ceilings()
    for (cost, reserved) in [("0.04", "0.02"), ("0.06", "0.04")] {
      _ = try await ceilings.observe(usd(cost), reserved: usd(reserved), asking: "a")
    }
    #expect(try await ceilings.most(usd("0.02"), asking: "a") == usd("0.06"))
    #expect(try await ceilings.most(usd("2"), asking: "a") == usd("4"))
  }

  @Test("what was seen before counts, whichever of it comes first")
  func recall() async throws {
    let ceilings = Ceilings()
    for (cost, ceiling) in [("2.2", "2"), ("3", "2"), ("2.5", "2")] {
      await ceilings.recall(
        Ceilings.Excess(cost: try usd(cost), ceiling: try usd(ceiling)), asking: "a")
    }
    #expect(try await ceilings.most(usd("0.02"), asking: "a") == usd("0.03"))
  }
}
