import Backfill
import Storage

/// The place among the workers of a run of one that makes no calls at the moment: meanwhile the run is
/// not taken for one that was left.
struct WorkerPlace {
  let database: Database
  let run: String
  let worker: Worker

  /// Keeps the place for as long as `body` takes, and gives it up then.
  func holding<Value>(_ body: () async throws -> Value) async throws -> Value {
    let result: Result<Value, any Error>
    do {
      // Cancelled and awaited when this scope is left.
      async let _ = renew()
      result = .success(try await body())
    } catch {
      result = .failure(error)
    }
    try await database.leaveRun(run, worker: worker, as: nil)
    return try result.get()
  }

  /// A renewal that fails is tried again.
  private func renew() async {
    while (try? await ContinuousClock().sleep(for: Backfill.renewal)) != nil {
      try? await database.renewWorker(
        worker, run: run, leaseMilliseconds: Backfill.leaseMilliseconds)
    }
  }
}
