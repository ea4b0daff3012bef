/// The first error of several tasks that should end together, without cutting off what the others
/// have in flight.
actor Trouble {
  private let stop: Stop
  private var first: (any Error)?

  var isThere: Bool { first != nil }

  /// - Parameter stop: Makes the others end.
  init(_ stop: Stop) {
    self.stop = stop
  }

  func catching(_ body: () async throws -> Void) async {
    do {
      try await body()
    } catch {
      if first == nil { first = error }
      await stop.stop(.trouble)
    }
  }

  func rethrow() throws {
    if let first { throw first }
  }
}
