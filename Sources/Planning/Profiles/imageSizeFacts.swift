import Rules

extension RoutingPlan {
  /// The facts that tell the width and the height of images, in this order, where what calls cost
  /// depends on them; else none.
  var imageSizeFacts: [Fact] { [] }
}
