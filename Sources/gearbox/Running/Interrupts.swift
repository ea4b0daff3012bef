/// SIGINT and SIGTERM as a person means them: the first asks for an orderly end, the second ends
/// at once.
enum Interrupts {
  /// Runs `body`; while it runs, the first interrupt calls `first` and a second cancels `body`.
  static func handling<Value: Sendable>(
    first: @escaping @Sendable () async -> Void,
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        var isSecond = false
        for await _ in interruptions() {
          if isSecond { throw CancellationError() }
          isSecond = true
          await first()
        }
        return nil
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let value = result { return value }
      }
      throw CancellationError()
    }
  }
}
