/// When to look at the provider's batches next: soon after something happened, and ever less often
/// while nothing does.
struct BatchPace: Sendable {
  private let longest: Duration
  private var interval: Duration
  private(set) var untilDue = Duration.zero

  private static let first = Duration.seconds(5)

  init(longest: Duration) {
    self.longest = longest
    interval = min(Self.first, longest)
  }

  var isDue: Bool { untilDue <= .zero }

  /// The provider was looked at.
  mutating func looked(andMoved hasMoved: Bool) {
    interval = hasMoved ? min(Self.first, longest) : min(interval * 3 / 2, longest)
    untilDue = interval
  }

  mutating func pass(_ time: Duration) { untilDue -= time }
}
