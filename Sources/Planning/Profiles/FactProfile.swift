package import Expressions

/// The histogram of distinct fact vectors over the subjects, from one pass over the database.
package struct FactProfile: Sendable {
  /// Names of the facts of a vector, in slot order.
  package let facts: [String]
  package let vectors: [FactVector]

  package init(facts: [String], vectors: [FactVector]) {
    self.facts = facts
    self.vectors = vectors
  }

  /// How many subjects there are.
  package var subjects: Int { vectors.reduce(0) { $0 + $1.count } }
}

/// Subjects about which the same is known, and how many they are.
package struct FactVector: Sendable, Hashable {
  /// Slot by slot as in `FactTable.deciding`.
  package let facts: [Value]
  package let hasImage: Bool
  package let takesAnswers: Bool
  /// Stage by stage as in the plan.
  package let kept: [KeptAnswer?]
  package let count: Int

  package init(
    facts: [Value], hasImage: Bool, takesAnswers: Bool = true, kept: [KeptAnswer?], count: Int
  ) {
    self.facts = facts
    self.hasImage = hasImage
    self.takesAnswers = takesAnswers
    self.kept = kept
    self.count = count
  }

  /// The vector as what is known of each of its subjects.
  package var knowledge: SubjectKnowledge {
    SubjectKnowledge(
      facts: facts, hasImage: hasImage, takesAnswers: takesAnswers, kept: kept)
  }
}
