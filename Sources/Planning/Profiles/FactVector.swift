package import Expressions
package import Rules

/// Subjects about which a plan knows the same, and how many they are.
package struct FactVector: Sendable, Hashable {
  /// Slot by slot as in `FactTable.deciding`.
  package let facts: [Value]
  package let hasImage: Bool
  package let takesAnswers: Bool
  /// Nil where it is not known, or nothing that the plan asks depends on it.
  package let imageSize: ImageSize?
  /// Stage by stage as in the plan.
  package let kept: [KeptAnswer?]
  package let count: Int

  package init(
    facts: [Value], hasImage: Bool, takesAnswers: Bool = true, imageSize: ImageSize? = nil,
    kept: [KeptAnswer?], count: Int
  ) {
    self.facts = facts
    self.hasImage = hasImage
    self.takesAnswers = takesAnswers
    self.imageSize = imageSize
    self.kept = kept
    self.count = count
  }

  /// The same vector for another number of subjects.
  package func counted(_ count: Int) -> FactVector {
    FactVector(
      facts: facts, hasImage: hasImage, takesAnswers: takesAnswers, imageSize: imageSize,
      kept: kept, count: count)
  }

  /// The vector as what is known of each of its subjects.
  package var knowledge: SubjectKnowledge {
    SubjectKnowledge(
      facts: facts, hasImage: hasImage, takesAnswers: takesAnswers, kept: kept)
  }
}
