import JSON
import Money
import Planning
import Rules

/// What a plan's calls cost and where they go, by model: all of the price book that a plan rests
/// on.
struct PlanPrices: Sendable {
  private let calls: [(model: String, basis: Basis)]

  /// What prices a call to a model, apart from what its prompt says.
  fileprivate struct Basis: Hashable {
    let provider: Provider
    let meter: TokenPrices?
    let batchDiscount: ExactDecimal?
    let imageTokens: ImageTokenRule?
  }

  init(of plan: RoutingPlan) {
    let all = plan.stages.flatMap(\.tiers).map(\.call)
    var calls: [(model: String, basis: Basis)] = []
    for call in all where !calls.contains(where: { $0.model == call.model }) {
      // Calls that send no image do not say how images count.
      let images = all.first { $0.model == call.model && $0.imageTokens != nil }?.imageTokens
      calls.append(
        (
          call.model,
          Basis(
            provider: call.provider, meter: call.meter, batchDiscount: call.batchDiscount,
            imageTokens: images)
        ))
    }
    self.calls = calls
  }

  var json: JSONValue {
    .object(JSONObject(calls.map { ($0.model, $0.basis.json) }))
  }

  /// How the prices of models that both have differ: `gpt-4o-mini per_million.input: 0.15 → 0.3`.
  func changes(from old: PlanPrices) -> [String] {
    calls.flatMap { model, basis -> [String] in
      guard let before = old.calls.first(where: { $0.model == model })?.basis, before != basis
      else { return [] }
      let leaves = differences(before.json, basis.json, at: [])
      // Two that are unequal differ, even where what is written of them does not.
      return leaves.isEmpty
        ? ["\(model): another price"]
        : leaves.map { "\(model) \($0.path.joined(separator: ".")): \($0.old) → \($0.new)" }
    }
  }

  private func differences(
    _ old: JSONValue, _ new: JSONValue, at path: [String]
  ) -> [(path: [String], old: String, new: String)] {
    if old == new { return [] }
    guard let before = old.object, let after = new.object else {
      return [(path, written(old), written(new))]
    }
    let keys = before.keys + after.keys.filter { before[$0] == nil }
    return keys.flatMap {
      differences(before[$0] ?? .null, after[$0] ?? .null, at: path + [$0])
    }
  }

  private func written(_ value: JSONValue) -> String {
    value.isNull ? "none" : value.string ?? value.serialized()
  }
}

extension PlanPrices.Basis {
  fileprivate var json: JSONValue {
    [
      "provider": .string(provider.name),
      "base_url": .string(provider.baseURL),
      "key_env": .optional(provider.keyVariable),
      "metered": .bool(provider.isMetered),
      "api": .string(provider.interface.rawValue),
      "images": .string(provider.images.rawValue),
      "max_image_mb": .number(JSONNumber(provider.maxImageBytes / 1_000_000)),
      "per_million": meter.map(\.json) ?? .null,
      "batch_discount": .optional(batchDiscount?.description),
      "image": imageTokens.map(\.json) ?? .null,
    ]
  }
}

extension TokenPrices {
  fileprivate var json: JSONValue {
    [
      "input": JSONValue(input), "cached_input": JSONValue(cachedInput),
      "output": JSONValue(output),
      "above": above.map { long in
        [
          "tokens": .number(JSONNumber(long.tokens)), "input": JSONValue(long.input),
          "cached_input": JSONValue(long.cachedInput), "output": JSONValue(long.output),
        ]
      } ?? .null,
    ]
  }
}

extension ImageTokenRule {
  fileprivate var json: JSONValue {
    switch self {
    case .tiles(let base, let tile):
      [
        "rule": "tiles", "base": .number(JSONNumber(base)), "tile": .number(JSONNumber(tile)),
      ]
    case .patches(let rule):
      [
        "rule": "patches", "multiplier_millionths": .number(JSONNumber(rule.multiplierMillionths)),
        "budget": .number(JSONNumber(rule.budget)), "longest_side": .optional(rule.longestSide),
        "patch": .number(JSONNumber(rule.patch)), "low_budget": .optional(rule.lowBudget),
      ]
    }
  }
}
