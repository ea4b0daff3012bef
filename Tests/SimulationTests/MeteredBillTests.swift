import Money
import Planning
import Rules
import Simulation
import Testing

@Suite("A bill without declared costs is what the meter will say")
struct MeteredBillTests {
  private func vector(
    _ count: Int, _ width: Int64? = nil, _ height: Int64? = nil, stages: Int = 1
  ) -> FactVector {
    FactVector(
      facts: [], hasImage: true, imageSize: ImageSize(width: width, height: height),
      kept: Array(repeating: nil, count: stages), count: count)
  }

  private let look = "look: { model: tiled, prompt: look.v1, store: a }"

  @Test("images of different sizes add up exactly, and an unknown size counts the most")
  func sizes() throws {
    let plan = try compileMetered(look, subjects: ", width: w, height: h")
    #expect(plan.needsImageSize)
    let bill = try simulate(
      plan,
      over: [vector(3, 1024, 1024), vector(2, 2048, 4096), vector(5), vector(1, 0, 10)],
      usage: usage(of: plan))
    // A call: 1,000 of text and 765, 1,105 or at most 1,445 of the image, at $1 a million; 100 of
    // the answer at $10.
    let images = 3 * 765 + 2 * 1105 + 6 * 1445
    let cost = USD("0.0\(11 * 2000 + images)")
    #expect(bill.total == Estimate(low: cost, expected: cost, high: cost).unwrapped)
    let tier = try #require(bill.stages.first?.tiers.first)
    #expect(tier.unknownSizes == 6)
    #expect(!tier.isDeclared)
    #expect(tier.use.image?.expected.description == "\(images)")
    #expect(tier.use.input.expected.description == "\(11_000 + images)")
    #expect(tier.use.output.high.description == "1100")
    #expect(tier.metered?.cost == tier.cost)
    #expect(bill.metered == bill.total)
    #expect(try #require(bill.most) > bill.total.high)
  }

  @Test("sizes are not asked for where nothing depends on them")
  func noSizes() throws {
    let sized = ", width: w, height: h"
    #expect(try !compileMetered(look, subjects: sized, detail: "detail: low").needsImageSize)
    #expect(
      try !compileMetered(
        "ask: { model: tiled, prompt: ask.v1, store: a }", subjects: sized
      ).needsImageSize)
    #expect(try !compileMetered(look).needsImageSize)
  }

  @Test("batch calls cost their part of it, declared costs as well")
  func batch() throws {
    let plan = try compileMetered(
      """
      look: { model: tiled, prompt: look.v1, store: a, execution: batch }
      ask: { model: tiled, prompt: ask.v1, store: b, cost: 0.5 }
      """)
    let vectors = [vector(10, stages: 2)]
    let bill = try simulate(plan, over: vectors, usage: usage(of: plan))
    #expect(bill.stages[0].cost.expected == USD("0.017225"))
    #expect(bill.stages[0].use.seconds == nil)
    #expect(bill.stages[1].cost.expected == USD("5"))
    #expect(bill.stages[1].use.seconds != nil)
    let all = try simulate(plan.executing(.batch), over: vectors, usage: usage(of: plan))
    #expect(all.stages[1].cost.expected == USD("2.5"))
    #expect(all.stages[1].tiers[0].batchDiscount == ExactDecimal("0.5"))
    #expect(plan.executing(.batch).digest == plan.digest)
  }

  @Test("what was measured has the image in it, and cached input at its own price")
  func measured() throws {
    let plan = try compileMetered(look, subjects: ", width: w, height: h")
    let bill = try simulate(
      plan, over: [vector(4, 1024, 1024)],
      usage: usage(of: plan, input: 1800, cached: 800, output: 90, .measured(calls: 30)))
    // 1,000 fresh at $1, 800 cached at $0.50, 90 at $10 a million.
    #expect(bill.total.expected == USD("0.0092"))
    #expect(bill.use.image == nil)
    #expect(bill.use.cachedInput.expected.description == "3200")
    #expect(bill.stages[0].tiers[0].unknownSizes == 0)
  }

  @Test("a long prompt costs what long prompts do")
  func longPrompts() throws {
    let plan = try compileMetered("ask: { model: long, prompt: ask.v1, store: a }")
    func total(_ input: Int) throws -> USD {
      try simulate(plan, over: [vector(1)], usage: usage(of: plan, input: input)).total.high
    }
    #expect(try total(1000) == USD("0.002"))
    #expect(try total(1001) == USD("0.004002"))
  }

  @Test("a declared cost counts, and the meter stands beside it with the drift")
  func drift() throws {
    let plan = try compileMetered("ask: { model: tiled, prompt: ask.v1, store: a, cost: 0.001 }")
    let bill = try simulate(plan, over: [vector(10)], usage: usage(of: plan))
    #expect(bill.total.expected == USD("0.01"))
    #expect(bill.metered?.expected == USD("0.02"))
    let drift = try #require(Drift(metered: bill.metered, cost: bill.total))
    #expect(drift.amount == USD("0.01"))
    #expect(drift.percent?.description == "100")
  }

  @Test("what is not known yet is weighed by its share, tokens and money alike")
  func shares() throws {
    let plan = try compileMetered(
      """
      look: { model: tiled, prompt: look.v1, store: a }
      ask: { when: look.ok, assume: 0.25, model: tiled, prompt: ask.v1, store: b }
      """)
    let bill = try simulate(plan, over: [vector(8, stages: 2)], usage: usage(of: plan))
    let ask = bill.stages[1]
    #expect(ask.cost == Estimate(low: .zero, expected: USD("0.004"), high: USD("0.016")).unwrapped)
    #expect(ask.use.input.expected.description == "2000")
    #expect(bill.models.map(\.asked.expected.description) == ["10"])
    #expect(bill.models.first?.cost == bill.total)
  }

  @Test(
    "time is the longest of what concurrency, calls and tokens per minute leave",
    arguments: [
      ("concurrency: 10", "20"), ("concurrency: 1000", "2"),
      ("{ concurrency: 1000, requests_per_minute: 60 }", "100"),
      // 1,000 of text and at most 100 of the answer for each of 100 calls.
      ("{ concurrency: 1000, tokens_per_minute: 55000 }", "120"),
    ])
  func time(limits: String, seconds: String) throws {
    let inline = limits.hasPrefix("{") ? limits : "{ \(limits) }"
    let plan = try compileMetered(
      "ask: { model: tiled, prompt: ask.v1, store: a }", more: "limits: \(inline)")
    let bill = try simulate(plan, over: [vector(100)], usage: usage(of: plan))
    #expect(bill.use.seconds?.expected.description == seconds)
    #expect(bill.use.seconds?.low == bill.use.seconds?.high)
  }
}

extension Estimate where Figure == USD? {
  /// The estimate, where all of its figures are amounts.
  fileprivate var unwrapped: Estimate<USD>? {
    guard let low, let expected, let high else { return nil }
    return Estimate<USD>(low: low, expected: expected, high: high)
  }
}
