import Diagnostics
import Prompts
import Rules

extension RoutingPlan {
  /// The facts that tell the width and the height of images, in this order, where what calls cost
  /// depends on them; else none.
  package var imageSizeFacts: [Fact] {
    guard needsImageSize, let width = subjects.width, let height = subjects.height else {
      return []
    }
    return [imageSide(width), imageSide(height)]
  }

  /// The fact of this name, or where there is none the column.
  private func imageSide(_ name: LocatedText) -> Fact {
    facts.stored.first { $0.name == name.value }
      ?? Fact(
        name: name.value, type: .int, isNullable: true,
        source: .column(name, type: .int, default: nil))
  }

  /// Whether a profile of the plan needs the sizes of images: the rules say where they are, and
  /// what the meter says of some call depends on them.
  package var needsImageSize: Bool {
    guard subjects.width != nil, subjects.height != nil else { return false }
    return stages.contains { $0.tiers.contains { $0.call.meterDependsOnImageSize } }
  }
}

extension PlannedCall {
  /// Whether what the meter says of a call depends on the size of its image.
  package var meterDependsOnImageSize: Bool {
    guard meter != nil, prompt.sendsImage, let imageTokens else { return false }
    return imageTokens.dependsOnSize(atLowDetail: prompt.detail == .low)
  }
}
