import Diagnostics
import Planning
import Rules
import Storage

extension Database {
  /// What is known of a subject that has to be there.
  ///
  /// - Throws: `CommandFailure` where no row has the key, or the rules leave the row out.
  func knowledge(of plan: RoutingPlan, subject: String) async throws -> SubjectKnowledge {
    let subjects = plan.subjects
    switch try await self.subject(of: plan, key: subject) {
    case .found(let knowledge): return knowledge
    case .missing:
      throw CommandFailure(
        .usage, "\(subjects.table.value) has no row whose \(subjects.key.value) is '\(subject)'")
    case .leftOut:
      throw CommandFailure(
        .usage, "'\(subject)' is no subject of \(plan.label): the rules leave it out",
        help: subjects.condition.map { "subjects are those where \($0.value)" })
    }
  }
}
