/// How a command ends, as a shell sees it.
enum ExitStatus: Int32, Error {
  /// Done.
  case done = 0
  /// A rule file, a prompt or another input is missing or faulty.
  case faulty = 1
  /// A limit stopped it: the budget, a gate, a stale plan.
  case limit = 2
  /// It finished, and some subjects failed for good.
  case incomplete = 3
  /// The database or the provider cannot be reached or refuses, or the database lacks what the
  /// rules name.
  case unavailable = 4
  /// The command line is wrong.
  case usage = 64
  /// Interrupted, and what was in flight is settled.
  case interrupted = 130
}
