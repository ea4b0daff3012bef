import Money

/// What calls were seen to cost above what was taken for the most they can cost. A ceiling once
/// broken is raised in the same ratio for every later call that asks the same.
actor Ceilings {
  /// How far one call exceeded its ceiling, in US dollars.
  struct Excess: Sendable {
    let cost: USD
    let ceiling: USD

    /// A ceiling raised as far, rounded up; where that cannot be written, as it was.
    func raise(_ ceiling: USD) -> USD {
      max(ceiling, (try? ceiling.timesRoundedUp(cost, over: self.ceiling)) ?? ceiling)
    }
  }

  private var raised: [String: Excess] = [:]
  /// The most that calls cost of which nobody knows the ceiling before it was raised.
  private var floors: [String: USD] = [:]

  /// The most that a call can cost, by its own estimate and by what was seen.
  func most(_ estimate: USD, asking question: String) -> USD {
    max(raised[question]?.raise(estimate) ?? estimate, floors[question] ?? .zero)
  }

  /// Records what a call cost; true where that was above its ceiling.
  ///
  /// - Parameters:
  ///   - reserved: US dollars: the ceiling, raised or not.
  ///   - estimate: US dollars: the ceiling before it was raised; nil where it is not known any more.
  func observe(
    _ cost: USD, reserved: USD, estimate: USD? = nil, asking question: String
  ) -> Bool {
    guard cost > reserved else { return false }
    note(Excess(cost: cost, ceiling: estimate ?? reserved), asking: question)
    if estimate == nil { floors[question] = max(cost, floors[question] ?? .zero) }
    return true
  }

  /// Takes over what a call of this run cost before this worker began.
  func recall(_ excess: Excess, asking question: String) { note(excess, asking: question) }

  private func note(_ excess: Excess, asking question: String) {
    guard excess.cost > excess.ceiling else { return }
    let known = raised[question]?.raise(excess.ceiling) ?? excess.ceiling
    if known < excess.cost { raised[question] = excess }
  }
}
