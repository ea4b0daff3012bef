package import Expressions
package import JSON

/// The histogram of distinct fact vectors over the subjects, from one pass over the database. It
/// holds the facts raw, for the union of what the plans that it was made for need.
package struct FactProfile: Sendable {
  package let columns: ProfileColumns
  package let rows: [ProfileRow]
  /// What calls to models took, or are expected to take, for the questions of those plans.
  package let usage: UsageBook

  /// Rows that are equal but for their counts are added up.
  package init(
    columns: ProfileColumns, rows: some Sequence<ProfileRow>, usage: UsageBook = UsageBook()
  ) {
    var places: [ProfileRow: Int] = [:]
    var distinct: [ProfileRow] = []
    for row in rows {
      var key = row
      key.count = 0
      if let place = places[key] {
        distinct[place].count += row.count
      } else {
        places[key] = distinct.count
        distinct.append(row)
      }
    }
    self.columns = columns
    self.rows = distinct
    self.usage = usage
  }

  /// What `plan` sees of each row, row by row; nil where its `where` leaves the subjects out.
  ///
  /// - Throws: `ProfileMismatch` where the profile does not tell what the plan needs.
  package func vectors(for plan: RoutingPlan) throws(ProfileMismatch) -> [FactVector?] {
    let view = try ProfileView(of: plan, over: columns)
    return rows.map { view.vector($0) }
  }

  /// The profile, with what calls take.
  package func adding(_ usage: UsageBook) -> FactProfile {
    FactProfile(columns: columns, rows: rows, usage: self.usage.merging(usage))
  }

  /// How many subjects there are for `plan`.
  package func subjects(for plan: RoutingPlan) throws(ProfileMismatch) -> Int {
    try vectors(for: plan).reduce(0) { $0 + ($1?.count ?? 0) }
  }
}

/// Subjects about which the same is known, and how many they are. Its values stand as
/// `ProfileColumns` says.
package struct ProfileRow: Sendable, Hashable {
  package var facts: [Value]
  /// For each condition whether it takes the subjects in.
  package var isIncluded: [Bool]
  /// For each column of images whether it holds an address.
  package var hasImage: [Bool]
  /// For each JSON column whether answers can be merged into it.
  package var takesAnswers: [Bool]
  /// For each source of answers the latest one.
  package var kept: [ProfiledAnswer?]
  package var count: Int

  package init(
    facts: [Value], isIncluded: [Bool], hasImage: [Bool], takesAnswers: [Bool],
    kept: [ProfiledAnswer?], count: Int
  ) {
    self.facts = facts
    self.isIncluded = isIncluded
    self.hasImage = hasImage
    self.takesAnswers = takesAnswers
    self.kept = kept
    self.count = count
  }
}

/// What is known of a kept answer, whichever plan reads it.
package struct ProfiledAnswer: Sendable, Hashable {
  package let tier: String
  /// The threshold of that tier when it was asked; nil where the stage had none.
  package let atLeast: Int64?
  /// `PlannedCall.question` of the call that gave it.
  package let question: String
  /// The values at `AnswerSource.paths`; nil where the answer has none.
  package let values: [JSONValue?]

  package init(tier: String, atLeast: Int64?, question: String, values: [JSONValue?]) {
    self.tier = tier
    self.atLeast = atLeast
    self.question = question
    self.values = values
  }
}
