import Money
import Planning
import Rules
import Simulation

extension Bill {
  /// On what tokens, time and the meter's figures rest, what batches save, and what can be billed at
  /// most.
  func usageNotes(for plan: RoutingPlan) -> [Note] {
    measureNotes(for: plan) + timeNotes(plan.limits) + batchNotes + mostNotes
  }

  /// On what tokens rest, of text and of images.
  func measureNotes(for plan: RoutingPlan) -> [Note] { tokenNotes + sizeNotes(for: plan) }

  private typealias Named = (name: String, tier: TierBill)

  private var named: [Named] {
    stages.flatMap { stage in
      stage.tiers.filter { !$0.asked.high.isZero }
        .map { (printable($0.atLeast == nil ? stage.name : "\(stage.name).\($0.name)"), $0) }
    }
  }

  private var tokenNotes: [Note] {
    groups { $0.usage.input.source }.map { source, names in
      let lead = "tokens of \(names):"
      return switch source {
      case .measured(let calls):
        Note(
          .star,
          "\(lead) the mean of \(counted(calls, "call")) that asked the same of the same model, "
            + "images among their input.")
      case .sampled(let subjects):
        Note(
          .star,
          "\(lead) four bytes of text are one, over the prompts of \(counted(subjects, "subject")); "
            + "answers by their schema; until \(callsToMeasure) calls tell.")
      case .template, .schema, .assumed:
        Note(
          .star,
          "\(lead) four bytes of text are one, by the prompt's template alone; answers by their "
            + "schema; until \(callsToMeasure) calls tell.")
      }
    }
  }

  private func sizeNotes(for plan: RoutingPlan) -> [Note] {
    let advice =
      plan.needsImageSize
      ? "their rows do not tell it" : "say with subjects.width and subjects.height where it stands"
    return named.filter { $0.tier.unknownSizes > 0 }.map { name, tier in
      Note(
        .star,
        "\(name): \(counted(tier.unknownSizes, "image")) of unknown size, counted at the most that "
          + "any can: \(advice).")
    }
  }

  private func timeNotes(_ limits: Limits) -> [Note] {
    let direct = named.filter { $0.tier.use.seconds != nil }
    guard !direct.isEmpty else { return [] }
    var bounds = ["\(counted(limits.concurrency, "call")) in flight"]
    if let calls = limits.requestsPerMinute { bounds.append("\(counted(calls)) calls a minute") }
    if let tokens = limits.tokensPerMinute { bounds.append("\(counted(tokens)) tokens a minute") }
    let assumed = direct.filter { !$0.tier.usage.latency.source.isMeasured }
    let latency =
      assumed.isEmpty
      ? "calls take as long as those that were measured"
      : "a call is taken to last a second and 20 ms for each token of its answer, until "
        + "\(callsToMeasure) calls tell"
    return [Note(.star, "time: \(bounds.joined(separator: ", ")); \(latency).")]
  }

  private var batchNotes: [Note] {
    groups { $0.batchDiscount }.compactMap { discount, names in
      discount.map {
        Note(
          .star,
          "\(names): batch calls, at \($0) of the price; their provider answers within a day.")
      }
    }
  }

  private var mostNotes: [Note] {
    guard let most, !most.isZero else { return [] }
    return [
      Note(
        .item,
        "At most \(most.formatted()) can be billed if every call that is possible is made once and "
          + "reaches its limits; so much is reserved before it is sent.")
    ]
  }

  /// The names of what is alike, in the order of the bill.
  private func groups<Key: Hashable>(_ key: (TierBill) -> Key) -> [(Key, String)] {
    var order: [Key] = []
    var names: [Key: [String]] = [:]
    for (name, tier) in named {
      let own = key(tier)
      if names[own] == nil { order.append(own) }
      names[own, default: []].append(name)
    }
    return order.map { ($0, (names[$0] ?? []).joined(separator: ", ")) }
  }
}
