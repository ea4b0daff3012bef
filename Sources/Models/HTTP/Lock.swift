import Glibc

/// A value behind a `pthread_mutex_t`. Not `Synchronization.Mutex`, of which ThreadSanitizer on
/// Linux reports races that are none.
final class Lock<Value>: @unchecked Sendable {
  // Unchecked: `value` is touched only while `mutex` is held, which the compiler cannot see.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  init(_ value: sending Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}
