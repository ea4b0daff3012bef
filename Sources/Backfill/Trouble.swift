/// The first error of several tasks that should end together, without cutting off what the others
/// have in flight.
actor Trouble {
  private let end: @Sendable () async -> Void
  private var first: (any Error)?

  var isThere: Bool { first != nil }

  /// - Parameter end: Makes the others end.
  init(end: @escaping @Sendable () async -> Void) {
    self.end = end
  }

  func catching(_ body: () async throws -> Void) async {
    do {
      try await body()
    } catch {
      if first == nil { first = error }
      await end()
    }
  }

  func rethrow() throws {
    if let first { throw first }
  }
}
