package import Money

/// What is committed to the ledger before a call's bytes leave.
package struct Reservation: Sendable {
  package let task: RunTask
  package let model: String
  package let provider: String
  /// From 1.
  package let attempt: Int
  /// US dollars: the most that the call can cost.
  package let most: USD
  /// US dollars as declared in the rules, if they were.
  package let declared: USD?

  package init(
    task: RunTask, model: String, provider: String, attempt: Int, most: USD, declared: USD?
  ) {
    self.task = task
    self.model = model
    self.provider = provider
    self.attempt = attempt
    self.most = most
    self.declared = declared
  }
}

/// What the ledger says to a reservation.
package enum ReservationReply: Sendable, Hashable {
  /// The call has this entry and may be sent.
  case granted(call: Int64)
  /// Together with what is spent, reserved and uncertain it would exceed the budget. `mayFitLater`
  /// says whether other calls are in flight that may settle for so much less that it fits.
  case overBudget(mayFitLater: Bool)
  /// Another worker has the task by now.
  case leaseLost
}
