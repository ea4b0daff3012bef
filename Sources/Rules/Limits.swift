package import Diagnostics
package import Money

/// US dollars that an author wrote for one call.
package typealias DeclaredCost = USD

/// A share that an author assumed.
package typealias AssumedShare = Share

/// How far an answer is trusted, from 0 to 1, exactly as written.
package typealias Confidence = ExactDecimal

/// What bounds a run. Limits may change under a version; each run records those it ran with.
package struct Limits: Sendable {
  /// US dollars that a run never exceeds.
  package var budget: Located<USD>?
  /// Calls in flight at once.
  package var concurrency: Int
  package var requestsPerMinute: Int?
  package var tokensPerMinute: Int?
  /// Wire calls per task, all told.
  package var attempts: Int
  /// How long one call may take.
  package var timeout: Duration
  /// Tasks that a worker claims at once.
  package var claim: Int
  /// How long a provider may fail most calls until the run stops; calls are paused meanwhile.
  package var outage: Duration
  package var canary: CanaryLimits
  /// How long to wait at most between two looks at a batch; and how long one that may have been
  /// created has to be out of sight before it is created again.
  package var batchPoll: Duration

  package static let standard = Limits(
    budget: nil, concurrency: 8, requestsPerMinute: nil, tokensPerMinute: nil, attempts: 3,
    timeout: .seconds(60), claim: 50, outage: .seconds(300), canary: .standard,
    batchPoll: .seconds(60))
}

/// What a canary may come to at most for the run to go on without asking.
package struct CanaryLimits: Sendable, Hashable {
  /// By how much its cost may exceed the estimate.
  package var costAbove: Percentage
  /// The part of its replies that may be no valid answer.
  package var invalidAbove: Percentage

  package static let standard = CanaryLimits(
    costAbove: Percentage(hundredths: 2_000), invalidAbove: Percentage(hundredths: 500))
}

/// A part in hundredths of a percent: `20%`, `7.5%`.
package struct Percentage: Sendable, Hashable {
  package let hundredths: Int64

  init(hundredths: Int64) {
    self.hundredths = hundredths
  }

  /// A number of percent from 0, with two decimals at most and the sign; at most ten thousand.
  package init?(written text: String) {
    guard text.hasSuffix("%") else { return nil }
    let parts = text.dropLast().split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, let percent = Self.digits(whole, most: 5) else { return nil }
    var fraction: Int64 = 0
    if parts.count > 1 {
      guard let digits = Self.digits(parts[1], most: 2) else { return nil }
      fraction = parts[1].count == 1 ? digits * 10 : digits
    }
    let hundredths = percent * 100 + fraction
    guard hundredths <= 1_000_000 else { return nil }
    self.hundredths = hundredths
  }

  private static func digits(_ text: Substring, most: Int) -> Int64? {
    guard (1...most).contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      return nil
    }
    return Int64(text)
  }
}

extension Percentage: CustomStringConvertible {
  package var description: String {
    let (whole, rest) = (hundredths / 100, hundredths % 100)
    if rest == 0 { return "\(whole)%" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)%" : "\(whole).\(rest / 10)\(rest % 10)%"
  }
}

/// The one call for everything that savings are measured against.
package struct Baseline: Sendable {
  package let model: LocatedText
  /// US dollars for a call.
  package let cost: Located<USD>
}
