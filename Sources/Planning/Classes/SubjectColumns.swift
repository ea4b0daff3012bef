package import Expressions
package import Rules

/// Subjects side by side: for each fact of `FactTable.deciding`, in slot order, the values of all
/// of them. The form in which many are decided at once.
package struct SubjectColumns: Sendable {
  /// The values of one fact. Most facts are truths and counts, which need no more than that.
  package enum Column: Sendable {
    case bools([Bool])
    case ints([Int64])
    case values([Value])

    var count: Int {
      switch self {
      case .bools(let values): values.count
      case .ints(let values): values.count
      case .values(let values): values.count
      }
    }

    /// Null beyond the end.
    func value(_ row: Int) -> Value {
      guard row < count else { return .null }
      return switch self {
      case .bools(let values): .bool(values[row])
      case .ints(let values): .int(values[row])
      case .values(let values): values[row]
      }
    }
  }

  /// What is known of subjects beside their facts. Most have an image and room for answers.
  package struct Rest: Sendable, Hashable {
    package let hasImage: Bool
    package let takesAnswers: Bool
    package let imageSize: ImageSize?
    package let kept: [KeptAnswer?]

    package init(
      hasImage: Bool = true, takesAnswers: Bool = true, imageSize: ImageSize? = nil,
      kept: [KeptAnswer?] = []
    ) {
      self.hasImage = hasImage
      self.takesAnswers = takesAnswers
      self.imageSize = imageSize
      self.kept = kept
    }
  }

  let facts: [Column]
  /// Different rests, and which of them each subject has; nil where all have the first.
  let rests: [Rest]
  let restOfRow: [Int]?
  /// How many subjects each row stands for; nil where it is one.
  let counts: [Int]?
  package let count: Int

  /// Subjects that differ in their facts alone. Columns of unequal lengths end with the shortest.
  package init(facts: [Column], rest: Rest = Rest()) {
    self.facts = facts
    rests = [rest]
    restOfRow = nil
    counts = nil
    count = facts.map(\.count).min() ?? 0
  }

  /// Vectors of a plan with so many deciding facts.
  package init(_ vectors: [FactVector], of plan: RoutingPlan) {
    facts = plan.facts.deciding.indices.map { slot in
      Column(vectors.map { slot < $0.facts.count ? $0.facts[slot] : .null })
    }
    var places: [Rest: Int] = [:]
    var rests: [Rest] = []
    restOfRow = vectors.map { vector in
      let rest = Rest(
        hasImage: vector.hasImage, takesAnswers: vector.takesAnswers, imageSize: vector.imageSize,
        kept: vector.kept)
      if let place = places[rest] { return place }
      places[rest] = rests.count
      rests.append(rest)
      return rests.count - 1
    }
    self.rests = rests
    counts = vectors.map(\.count)
    count = vectors.count
  }

  func count(_ row: Int) -> Int { counts?[row] ?? 1 }

  /// The row as a vector.
  func vector(_ row: Int) -> FactVector {
    let rest = rests[restOfRow?[row] ?? 0]
    return FactVector(
      facts: facts.map { $0.value(row) }, hasImage: rest.hasImage, takesAnswers: rest.takesAnswers,
      imageSize: rest.imageSize, kept: rest.kept, count: count(row))
  }
}

extension SubjectColumns.Column {
  /// As narrow as the values allow.
  init(_ values: [Value]) {
    var bools: [Bool] = []
    var ints: [Int64] = []
    for value in values {
      switch value {
      case .bool(let bool): bools.append(bool)
      case .int(let int): ints.append(int)
      default: break
      }
    }
    if bools.count == values.count {
      self = .bools(bools)
    } else if ints.count == values.count {
      self = .ints(ints)
    } else {
      self = .values(values)
    }
  }
}
