import Money

/// What a run has spent, and what it may have to pay yet, in US dollars.
struct RunTotals {
  var budget: USD?
  var spent: USD
  var reserved: USD
  var uncertain: USD

  /// Whether a call that costs at most `most` can be paid whatever becomes of the others.
  func affords(_ most: USD) throws -> Bool {
    guard let budget else { return true }
    return try spent + reserved + uncertain + most <= budget
  }

  /// Whether it could be paid if all calls in flight turned out to cost nothing.
  func mayAffordLater(_ most: USD) throws -> Bool {
    guard let budget else { return true }
    return try !reserved.isZero && spent + uncertain + most <= budget
  }
}

extension SQLSession {
  /// The totals of a run, which nobody else can change until the transaction ends. Always the last
  /// rows that a transaction locks: so no two wait for each other.
  func lockTotals(ofRun id: String) throws -> RunTotals {
    let row = try queryOne(
      """
      SELECT budget, spent, reserved, uncertain FROM gearbox_runs WHERE id = $1
      \(dialect.lockingRows)
      """, [.text(id)])
    guard let row else { throw StorageError(.misuse, "there is no run '\(id)'") }
    return RunTotals(
      budget: try row.usdOrNull(0), spent: try row.usd(1), reserved: try row.usd(2),
      uncertain: try row.usd(3))
  }

  func store(_ totals: RunTotals, ofRun id: String) throws {
    try execute(
      "UPDATE gearbox_runs SET spent = $2, reserved = $3, uncertain = $4 WHERE id = $1",
      [.text(id), .usd(totals.spent), .usd(totals.reserved), .usd(totals.uncertain)])
  }

  func changeTotals(
    ofRun id: String, spent: USD = .zero, reserved: USD = .zero, uncertain: USD = .zero
  ) throws {
    if spent.isZero && reserved.isZero && uncertain.isZero { return }
    var totals = try lockTotals(ofRun: id)
    totals.spent = try totals.spent + spent
    totals.reserved = try totals.reserved + reserved
    totals.uncertain = try totals.uncertain + uncertain
    try store(totals, ofRun: id)
  }
}
