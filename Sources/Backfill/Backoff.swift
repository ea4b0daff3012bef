/// How long to wait before a call is tried again: exponential with full jitter, between half of
/// the step and all of it, or what the server asked for where that is longer.
struct Backoff: Sendable {
  var first: Duration = .milliseconds(500)
  var longest: Duration = .seconds(60)
  /// A number in 0..<1.
  var random: @Sendable () -> Double

  /// The wait after the given attempt, counted from 1.
  func wait(afterAttempt attempt: Int, serverAsks: Duration?) -> Duration {
    let doublings = min(max(attempt - 1, 0), 16)
    let step = min(first * (1 << doublings), longest)
    let jittered = step / 2 + step / 2 * random()
    return max(jittered, serverAsks ?? .zero)
  }
}
