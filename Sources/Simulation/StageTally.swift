import Money
import Planning
import Rules

/// The counts of one stage while the vectors of a profile go by, in constant memory: what is not
/// known yet is counted by the stages whose answers decide it, and weighed in the end.
struct StageTally {
  let stage: Stage
  private(set) var meters: [CallMeter]
  private(set) var tiers: [TierTally]
  private(set) var answered = 0
  private(set) var withoutImage = 0
  private(set) var unfitAnswers = 0
  private(set) var faultCounts: [String: Int] = [:]

  init(_ stage: Stage, _ usage: UsageBook) throws(MoneyOverflow) {
    self.stage = stage
    var meters: [CallMeter] = []
    for tier in stage.tiers {
      meters.append(try CallMeter(tier.call, usage.usage(of: tier.call), stage.execution))
    }
    self.meters = meters
    tiers = stage.tiers.map { _ in TierTally() }
  }

  /// - Parameter chain: The stages of which it is not known whether they are asked, and that decide
  ///   whether this one is; itself among them.
  mutating func count(
    _ decision: StageDecision, of vector: FactVector, score: Decision.Score,
    waitingFor chain: StageSet
  ) throws(MoneyOverflow) {
    let count = vector.count
    switch decision.because {
    case .noImage: withoutImage += count
    case .unfitAnswers: unfitAnswers += count
    case .conditionErred(let why): faultCounts[why, default: 0] += count
    default: break
    }
    if decision.state == .answered { answered += count }
    if case .points(let points) = score, let reached = stage.tier(forScore: points) {
      tiers[reached.index].subjects += count
    }
    guard let tier = decision.tier, tiers.indices.contains(tier) else { return }
    switch decision.state {
    case .asked:
      let price = try meters[tier].price(of: vector.imageSize)
      try tiers[tier].certain.add(price, times: count)
      if price.isWorstSize { tiers[tier].unknownSizes += count }
    case .unknown:
      let price = try meters[tier].price(of: vector.imageSize)
      try tiers[tier].waiting[chain, default: CallSum()].add(price, times: count)
      if price.isWorstSize { tiers[tier].unknownSizes += count }
    case .notAsked, .answered: break
    }
  }
}

/// The counts of one tier.
struct TierTally {
  var subjects = 0
  var certain = CallSum()
  /// What is not known yet, by the stages whose answers decide it.
  var waiting: [StageSet: CallSum] = [:]
  /// Subjects whose image is priced at the most that the rule allows.
  var unknownSizes = 0

  /// - Parameter share: The share of those that wait for these stages that is expected to be asked.
  func sums(_ share: (StageSet) -> Share) throws(MoneyOverflow) -> Estimate<CallSum> {
    var sums = Estimate(low: certain, expected: certain, high: certain)
    for (stages, sum) in waiting {
      try sums.high.add(sum)
      try sums.expected.add(try sum.times(share(stages)))
    }
    return sums
  }
}

/// Some stages of a plan, by their indices.
struct StageSet: Hashable {
  private var first: UInt64 = 0
  private var others: Set<Int> = []

  /// Whether the stage was not among them.
  mutating func insert(_ index: Int) -> Bool {
    guard (0..<64).contains(index) else { return others.insert(index).inserted }
    let bit: UInt64 = 1 << UInt64(index)
    defer { first |= bit }
    return first & bit == 0
  }

  /// Latest stage first.
  var indices: [Int] {
    others.sorted(by: >) + (0..<64).reversed().filter { first & (1 << UInt64($0)) != 0 }
  }
}
