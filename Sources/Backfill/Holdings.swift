/// The tasks that a worker knows it holds.
actor Holdings {
  /// How often each was claimed and not left since: a task that is ready again may be claimed anew
  /// before whoever gave it back is done with it.
  private var claims: [Int64: Int] = [:]

  var tasks: Set<Int64> { Set(claims.keys) }

  func add(_ ids: [Int64]) {
    for id in ids { claims[id, default: 0] += 1 }
  }

  func remove(_ id: Int64) {
    guard let count = claims[id] else { return }
    claims[id] = count > 1 ? count - 1 : nil
  }
}
