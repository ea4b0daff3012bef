/// How the mock behaves. All chances are drawn from the seed and from what a request says, so the
/// same requests get the same answers in whatever order they come.
package struct MockConfiguration: Sendable {
  /// Requests at most within each window of time, counted from the window's first request.
  package struct RateLimit: Sendable, Hashable {
    package var requests: Int
    package var window: Duration

    package init(requests: Int, per window: Duration) {
      self.requests = requests
      self.window = window
    }
  }

  /// A request about batches whose reply is lost.
  package enum BatchDrop: String, Sendable, CaseIterable {
    /// The upload of a file.
    case file
    /// The creation of a batch.
    case batch
    /// The download of results, of which the last byte does not come.
    case results
  }

  package var host = "127.0.0.1"
  /// 0 lets the system choose.
  package var port = 8089
  /// How long an answer takes; each request has a length of its own within the range.
  package var latency: ClosedRange<Duration> = .zero ... .zero
  /// The share of requests, 0 to 1, that fail: half with 429 and `Retry-After`, half with 500. A
  /// request that is sent again draws again, so a retry may succeed.
  package var failRate = 0.0
  /// The share of answers, 0 to 1, that do not satisfy their schema: half are broken JSON, half
  /// JSON of another shape. Drawn again for each attempt too.
  package var invalidRate = 0.0
  /// The share of requests, 0 to 1, that are answered, and billed in `/stats`, and whose answer never
  /// arrives: the connection stays silent.
  package var loseRate = 0.0
  /// How long a batch takes; each batch has a length of its own within the range.
  package var batchDelay: ClosedRange<Duration> = .zero ... .zero
  /// The share of a batch's requests, 0 to 1, that expire before they are executed.
  package var batchExpireRate = 0.0
  /// Tokens that may wait in batches at once; a batch that is beyond fails. Nil is without bound.
  package var batchQueueTokens: Int?
  /// Whether files of results hold lines that belong to nothing, and every line twice.
  package var batchNoise = false
  /// Whose first reply never arrives, though it is done.
  package var batchDrop: BatchDrop?
  package var batchFaults = BatchFaults()
  /// What `Retry-After` says on a failure that was drawn, in whole seconds.
  package var retryAfterSeconds = 1
  package var rateLimit: RateLimit?
  package var seed: UInt64 = 0
  /// The share of booleans that are true; 0.65, as the example rules assume of their images.
  package var trueRate = 0.65
  /// Larger requests are refused with 413.
  package var maxRequestBytes = 32 << 20

  package init() {}
}
