import Planning
import Storage

extension Database {
  /// What a profile for one plan tells that plan.
  func vectors(of plan: RoutingPlan) async throws -> [FactVector] {
    try await profile(of: [plan]).vectors(for: plan).compactMap(\.self)
  }

  func subjects(of plan: RoutingPlan) async throws -> Int {
    try await profile(of: [plan]).subjects(for: plan)
  }
}
