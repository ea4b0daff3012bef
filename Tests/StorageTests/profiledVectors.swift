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

/// How many subjects each vector stands for.
func subjectsByVector(_ vectors: [FactVector]) -> [FactVector: Int] {
  vectors.reduce(into: [:]) { counts, vector in
    let key = FactVector(
      facts: vector.facts, hasImage: vector.hasImage, takesAnswers: vector.takesAnswers,
      kept: vector.kept, count: 0)
    counts[key, default: 0] += vector.count
  }
}
