import Diagnostics
import Money
import Rules

extension PlanCompiler {
  /// `cost-below-image`: a declared cost that even the smallest image exceeds would make every bill
  /// a lie.
  ///
  /// ```
  /// warning[cost-below-image]: the declared cost is below what the image alone is metered at
  ///   |
  /// 5 |   sort: { model: tiny, cost: 0.0001, prompt: look.v1 }
  ///   |                              ^^^^^^ tiny counts 2833 tokens for an image: $0.00042495
  ///   = help: declare at least $0.00042495, or remove 'cost' to be priced by the meter
  /// ```
  mutating func checkDeclaredCost(of call: CallRule, ceiling: CallCeiling, isMetered: Bool) {
    guard isMetered || reroute != nil, let declared = call.cost, let image = ceiling.imageAlone,
      declared.value < image.cost
    else { return }
    warn(
      "cost-below-image",
      "the declared cost is below what the image alone is metered at", at: declared.range,
      label:
        "\(call.model.value) counts \(image.tokens) tokens for an image: \(image.cost.formatted())",
      help: "declare at least \(image.cost.formatted()), or remove 'cost' to be priced by the meter"
    )
  }
}
