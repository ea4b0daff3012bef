extension Database {
  /// Takes requests and tokens out of the buckets that all workers of a run share for a provider.
  /// A bucket holds one second's worth, or one request where that is less, and may go into debt:
  /// whoever takes more than there is waits until the debt is paid.
  ///
  /// - Parameters:
  ///   - requestsPerMinute: nil where requests have no limit.
  ///   - tokensPerMinute: nil where tokens have no limit.
  /// - Returns: for how many microseconds the last of what was taken may not be used yet, for each
  ///   of the two.
  package func takeRate(
    run: String, provider: String, requests: Int, tokens: Int, requestsPerMinute: Int?,
    tokensPerMinute: Int?
  ) async throws -> (requests: Int64, tokens: Int64) {
    let (perRequest, perToken) = (Bucket(requestsPerMinute), Bucket(tokensPerMinute))
    let arguments: [SQLValue] = [
      .text(run), .text(provider), .int(perRequest.depth), .int(perRequest.time(of: requests)),
      .int(perToken.depth), .int(perToken.time(of: tokens)),
    ]
    return try await write { session in
      try session.execute(
        """
        INSERT INTO gearbox_rates (run, provider, requests_until, tokens_until, taken_at)
        VALUES ($1, $2, 0, 0, 0) ON CONFLICT DO NOTHING
        """, Array(arguments.prefix(2)))
      let now = "\(session.dialect.nowMilliseconds) * 1000"
      // A clock that was put back has to take with it what was granted by the old time: else all
      // workers wait until it has caught up. It is not taken for that where one transaction has waited
      // for another, and tells the time at which it began.
      let putBack = """
        CASE WHEN taken_at > \(now) + \(Bucket.minute) THEN taken_at - \(now) ELSE 0 END
        """
      let row = try session.queryOne(
        """
        UPDATE gearbox_rates SET
          requests_until = $4 + CASE WHEN requests_until - \(putBack) < \(now) - $3
            THEN \(now) - $3 ELSE requests_until - \(putBack) END,
          tokens_until = $6 + CASE WHEN tokens_until - \(putBack) < \(now) - $5
            THEN \(now) - $5 ELSE tokens_until - \(putBack) END,
          taken_at = \(now)
        WHERE run = $1 AND provider = $2
        RETURNING requests_until - \(now), tokens_until - \(now)
        """, arguments)
      guard let row else { throw StorageError(.conflict, "the rates of run '\(run)' are gone") }
      return (max(0, try row.int(0)), max(0, try row.int(1)))
    }
  }
}

/// A bucket's measures in microseconds of its own refilling.
private struct Bucket {
  private let perMinute: Int64?

  static let minute: Int64 = 60_000_000

  init(_ perMinute: Int?) {
    self.perMinute = perMinute.map { max(1, Int64($0)) }
  }

  /// What it holds when it is full.
  var depth: Int64 { max(1_000_000, time(of: 1)) }

  func time(of count: Int) -> Int64 {
    guard let perMinute else { return 0 }
    // A thousand million tokens at once are no call any more, and keep the product within bounds.
    return Int64(min(max(count, 0), 1_000_000_000)) * Self.minute / perMinute
  }
}
