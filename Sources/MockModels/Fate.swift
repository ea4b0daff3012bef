/// What is to become of one request, decided before anything is done.
struct Fate: Equatable {
  enum Kind: Equatable {
    case answer
    /// 429, although no limit was reached.
    case rateLimited
    /// 500.
    case serverError
    /// A 200 whose answer breaks off.
    case malformed
    /// An answer that never arrives.
    case lost
    /// A 200 whose answer is JSON of another shape.
    case violation
  }

  let kind: Kind
  let latency: Duration

  /// - Parameters:
  ///   - hash: of the request's content.
  ///   - attempt: how often that content has come, from 1.
  init(_ configuration: MockConfiguration, hash: UInt64, attempt: Int) {
    var random = RandomSource(configuration.seed, hash, UInt64(truncatingIfNeeded: attempt))
    let fails = random.chance(configuration.failRate)
    let isInvalid = random.chance(configuration.invalidRate)
    let isFirstHalf = random.chance(0.5)
    let shortest = configuration.latency.lowerBound
    latency = shortest + (configuration.latency.upperBound - shortest) * random.unit()
    // Drawn last, so that nothing else changes where nothing is lost.
    let isLost = random.chance(configuration.loseRate)
    kind =
      switch (fails, isInvalid) {
      case (false, _) where isLost: .lost
      case (true, _): isFirstHalf ? .rateLimited : .serverError
      case (false, true): isFirstHalf ? .malformed : .violation
      case (false, false): .answer
      }
  }
}
