package import Diagnostics
import Prompts
import Rules

/// Where the database tells a side of a subject's image.
package enum ImageSideSource: Sendable {
  /// An int fact out of `FactTable.stored`.
  case fact(Fact)
  /// A column of the subjects' table.
  case column(LocatedText)
}

extension RoutingPlan {
  /// Where width and height of an image are told; nil where the rules do not name both.
  package var imageSizeSources: (width: ImageSideSource, height: ImageSideSource)? {
    guard let width = subjects.width, let height = subjects.height else { return nil }
    return (source(of: width), source(of: height))
  }

  private func source(of side: LocatedText) -> ImageSideSource {
    facts.stored.first { $0.name == side.value }.map { .fact($0) } ?? .column(side)
  }

  /// Whether a profile of the plan needs the sizes of images: the rules say where they are, and
  /// what the meter says of some call depends on them.
  package var needsImageSize: Bool {
    imageSizeSources != nil
      && stages.contains { stage in
        stage.tiers.contains { tier in
          let call = tier.call
          guard call.meter != nil, call.prompt.sendsImage, let rule = call.imageTokens else {
            return false
          }
          return rule.dependsOnSize(atLowDetail: call.prompt.detail == .low)
        }
      }
  }
}
