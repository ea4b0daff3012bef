/// When a worker may take back what others left.
///
/// Where the database was gone for longer than a lease lasts, all leases have run out, and nobody is to
/// blame: whoever is back first would take what the others are about to settle, and pay for it again.
/// So a worker that could not renew its own in time gives the others as long as a lease lasts.
actor Mercy {
  private let lease: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private var renewed: ContinuousClock.Instant
  private var until: ContinuousClock.Instant?

  init(lease: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    self.lease = lease
    self.now = now
    renewed = now()
  }

  /// Whether the leases of others are spared that have run out.
  var isDue: Bool {
    if renewed.duration(to: now()) >= lease { return true }
    return until.map { now() < $0 } ?? false
  }

  /// Takes note that the worker's own leases were renewed.
  func noteRenewal() {
    let instant = now()
    if renewed.duration(to: instant) >= lease { until = instant.advanced(by: lease) }
    renewed = instant
  }
}
