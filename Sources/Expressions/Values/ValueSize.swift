extension Value {
  /// Spends in proportion to all that the value holds. A value can hold one list in two places, that
  /// list another in two, and so on: what was cheap to build may take for ever to print.
  func spendSize(_ work: inout Work) throws(Fault) {
    switch self {
    case .list(let elements):
      try work.spend(elements.count)
      for element in elements { try element.spendSize(&work) }
    case .map(let map):
      try work.spend(map.count)
      for entry in map.entries { try entry.value.spendSize(&work) }
    default: break
    }
  }
}
