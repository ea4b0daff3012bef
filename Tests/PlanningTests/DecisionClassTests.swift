import Diagnostics
import Expressions
import Planning
import Rules
import Testing

@Suite("Subjects that are decided in classes")
struct DecisionClassTests {
  @Test("each gets the score and the stages that it gets by itself", arguments: 0..<30)
  func sameAsAlone(_ seed: Int) throws {
    var random = SeededRandom(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    let (compiled, diagnostics) = try RuleFolder(["prompts/plain.v1.yaml": RuleFolder.plainPrompt])
      .compile(Self.rules(&random))
    let plan = try #require(compiled, "\(diagnostics.map(\.message))")
    var classes = DecisionClasses(of: plan)
    var total = 0
    for _ in 0..<3 {
      let vectors = (0..<400).map { _ in Self.vector(of: plan, &random) }
      total += vectors.reduce(0) { $0 + $1.count }
      let places = classes.classify(SubjectColumns(vectors, of: plan))
      for (vector, place) in zip(vectors, places) {
        let alone = plan.decide(vector.knowledge)
        #expect(classes.decisions[place].score == alone.score)
        #expect(classes.decisions[place].stages == alone.stages)
      }
    }
    #expect(classes.vectors.reduce(0) { $0 + $1.count } == total)
    #expect(classes.vectors.count < 1_200)
  }

  private static func rules(_ random: inout SeededRandom) -> String {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let conditions = [
      "score < \(pick(-20...60))", "many && !seen", "kind == 'a' || size > 1.5",
      "first.good && score > 3", "first.good || notes > \(pick(0...6))",
      "100 / notes > 20", "has(first.good) && kind != 'b'",
    ]
    // The largest points overflow where a fact is large, which is then no score at all.
    let each = pick(0...2) == 0 ? "\(Int64.max / 3)" : "\(pick(-4...4) * 2 + 1)"
    return """
      ruleset: random
      version: 1
      subjects: { table: items, key: id, answers: answers }
      facts:
        seen: { exists: views, by: id }
        notes: { count: notes, by: id }
        kind: { column: kind, type: string }
        size: { column: size, type: double, default: 0 }
        idle: { count: idle, by: id }
        spare: { when: idle > 3 }
        many: { when: notes > \(pick(0...5)) || size > 2.0 }
        double: { when: notes * \(pick(1...3)) }
        share: { when: 100 / notes > 20 }
      score:
        seen: \(pick(-9...20))
        notes: { each: \(each) }
        many: \(pick(1...9))
        double: { each: 2, max: \(pick(2...30)) }
        \(pick(0...1) == 0 ? "share: 3" : "idle: { each: 1, max: 4 }")
      stages:
        first: { model: small, cost: 0.01, prompt: plain.v1, store: first }
        second:
          when: "\(conditions[pick(0...(conditions.count - 1))])"
          store: second
          tiers:
            high: { at_least: \(pick(10...40)), model: small, cost: 0.01, prompt: plain.v1 }
            low: { at_least: \(pick(-30...9)), model: small, cost: 0.01, prompt: plain.v1 }
      """
  }

  private static func vector(of plan: RoutingPlan, _ random: inout SeededRandom) -> FactVector {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    let kept = KeptAnswer(
      tier: "first", atLeast: nil, question: plan.stages[0].tiers[0].call.question,
      values: plan.stages[0].answerPaths.map { _ in [.bool(true), .bool(false), nil][pick(0...2)] })
    return FactVector(
      facts: plan.facts.deciding.map { fact in
        switch fact.type {
        case .bool: .bool(pick(0...1) == 0)
        case .int: .int(Int64(pick(0...9) == 0 ? pick(0...Int.max) : pick(0...8)))
        case .double: .double([0, 1.25, 2.5, .nan][pick(0...3)])
        case .string: [.string("a"), .string("b"), .null][pick(0...2)]
        case .timestamp: .null
        }
      },
      hasImage: pick(0...4) > 0, takesAnswers: pick(0...9) > 0,
      kept: [pick(0...2) == 0 ? kept : nil, nil], count: pick(0...3))
  }
}
