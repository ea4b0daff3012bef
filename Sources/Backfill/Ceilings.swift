import Money

/// What calls were seen to cost above what was taken for the most they can cost. A ceiling once
/// broken is raised for every later call that asks the same.
actor Ceilings {
  private var raised: [String: USD] = [:]

  /// The most that a call can cost, by its own estimate and by what was seen.
  func most(_ estimate: USD, asking question: String) -> USD {
    max(estimate, raised[question] ?? .zero)
  }

  /// Records what a call cost; true where that was above its ceiling.
  func observe(_ cost: USD, reserved: USD, asking question: String) -> Bool {
    guard cost > reserved else { return false }
    raised[question] = max(cost, raised[question] ?? .zero)
    return true
  }
}
