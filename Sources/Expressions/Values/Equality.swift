extension Value {
  /// The language's own equality: numbers by their mathematical value, NaN unequal to everything,
  /// values of different types unequal.
  package func equals(_ other: Value) -> Bool {
    var unlimited = Work(.max)
    return (try? equals(other, &unlimited)) ?? false
  }

  /// Values built by an expression can share parts so often that comparing them takes exponential
  /// time; hence the budget.
  func equals(_ other: Value, _ work: inout Work) throws(Fault) -> Bool {
    switch (self, other) {
    case (.list(let left), .list(let right)):
      guard left.count == right.count else { return false }
      try work.spend(left.count)
      for (a, b) in zip(left, right) where !(try a.equals(b, &work)) { return false }
      return true
    case (.map(let left), .map(let right)):
      guard left.count == right.count else { return false }
      try work.spend(left.count)
      for (key, value) in left.entries {
        guard let counterpart = right[key: key], try value.equals(counterpart, &work) else {
          return false
        }
      }
      return true
    case (.string(let left), .string(let right)):
      try work.spend(min(left.utf8.count, right.utf8.count) / 16)
      return sameScalars(left, right)
    case (.double(let left), .double(let right)): return left == right
    case (.int, .uint), (.uint, .int), (.int, .double), (.double, .int), (.uint, .double),
      (.double, .uint):
      return numericOrder(other) == .same
    default: return self == other
    }
  }
}
