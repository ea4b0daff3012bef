/// The first error of several tasks that should end together, without cutting off what the others
/// have in flight.
actor Trouble {
  private var first: (any Error)?

  var isThere: Bool { first != nil }

  func catching<Item>(_ queue: WorkQueue<Item>, _ body: () async throws -> Void) async {
    do {
      try await body()
    } catch {
      if first == nil { first = error }
      await queue.finish()
    }
  }

  func rethrow() throws {
    if let first { throw first }
  }
}
