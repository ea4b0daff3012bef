import Diagnostics
import Rules

extension RoutingPlan {
  /// The facts that tell the width and the height of images, in this order, where what calls cost
  /// depends on them; else none.
  var imageSizeFacts: [Fact] {
    guard needsImageSize, let sources = imageSizeSources else { return [] }
    return [sources.width.fact, sources.height.fact]
  }
}

extension ImageSideSource {
  /// What tells it, as a fact.
  fileprivate var fact: Fact {
    switch self {
    case .fact(let fact): fact
    case .column(let name):
      Fact(
        name: name.value, type: .int, isNullable: true,
        source: .column(name, type: .int, default: nil))
    }
  }
}
