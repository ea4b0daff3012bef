import Diagnostics
import YAML

/// A threshold or a weight of a rule file, which a step up or down can be tried of.
package struct AdjustableNumber: Sendable, Hashable {
  /// Where it stands: `score.orders.each`.
  package let path: String
  package let value: Int64
  /// The stage and the tier whose threshold it is; nil for weights and caps of the score.
  package let threshold: Threshold?

  /// The tier that a threshold leads to, and its stage.
  package struct Threshold: Sendable, Hashable {
    package let stage: String
    package let tier: String
  }

  /// The settings of one step down and one up; nil where there is no such number.
  package func step(_ change: Int64) -> String? {
    let (value, overflowed) = value.addingReportingOverflow(change)
    return overflowed ? nil : "\(path)=\(value)"
  }
}

extension RoutingPlan {
  /// Every threshold and every weight, in the order of the rule file, as they stand in the plan.
  package var adjustableNumbers: [AdjustableNumber] {
    leaves.compactMap { path, node in
      guard case .int(let value) = node.scalar?.resolved else { return nil }
      let isWeight =
        path.first == "score"
        && (path.count == 2 || (path.count == 3 && ["each", "max"].contains(path[2])))
      let isThreshold =
        path.count == 5 && path[0] == "stages" && path[2] == "tiers" && path[4] == "at_least"
      guard isWeight || isThreshold else { return nil }
      return AdjustableNumber(
        path: path.joined(separator: "."), value: value,
        threshold: isThreshold ? .init(stage: path[1], tier: path[3]) : nil)
    }
  }

  /// What the rule file has at a path, with what is set in it; nil where it has nothing there.
  package func value(at path: String) -> String? {
    leaves.first { $0.path.joined(separator: ".") == path }?.node.flowText
  }

  private var leaves: [(path: [String], node: Node)] {
    guard let source = sources.first else { return [] }
    var ignored = DiagnosticList()
    return YAMLReader.read(source, into: &ignored)?.setting(settings, into: &ignored)?.leaves ?? []
  }
}
