import JSON

/// What is kept of a profile to tell later whether, and by how many subjects, it has changed: small
/// whatever the profile's size.
package struct ProfileImprint: Sendable, Hashable {
  package let subjects: Int
  /// How many distinct vectors there are.
  package let vectors: Int
  /// The digest of the profile's file.
  package let digest: String
  /// How many subjects have a vector whose hash is of a class, by three hexadecimal digits.
  package let classes: [String: Int]

  package init(subjects: Int, vectors: Int, digest: String, classes: [String: Int]) {
    self.subjects = subjects
    self.vectors = vectors
    self.digest = digest
    self.classes = classes
  }

  /// The fewest subjects that must have come, gone or changed to make this of `other`: subjects that
  /// take each other's place do not show. At least 1 where the profiles differ at all.
  package func changedSubjects(since other: ProfileImprint) -> Int {
    guard digest != other.digest else { return 0 }
    var (more, fewer) = (0, 0)
    for key in Set(classes.keys).union(other.classes.keys) {
      let (change, overflowed) = (classes[key] ?? 0)
        .subtractingReportingOverflow(other.classes[key] ?? 0)
      if overflowed { return max(subjects, other.subjects) }
      if change > 0 { more += change } else { fewer -= change }
    }
    return max(1, more, fewer)
  }
}

extension FactProfile {
  /// What is kept of the profile for `plan`; rows that its `where` leaves out do not count.
  ///
  /// - Throws: `ProfileMismatch` where the profile does not tell what the plan needs.
  package func imprint(for plan: RoutingPlan) throws(ProfileMismatch) -> ProfileImprint {
    let seen = zip(rows, try vectors(for: plan)).filter { $0.1 != nil }.map(\.0)
    let own = FactProfile(columns: columns, rows: seen)
    var classes: [String: Int] = [:]
    var subjects = 0
    for row in own.rows {
      var uncounted = row
      uncounted.count = 0
      classes[hashClass(uncounted.json(columns).serialized()), default: 0] += row.count
      subjects += row.count
    }
    return ProfileImprint(
      subjects: subjects, vectors: own.rows.count, digest: ProfileFile.digest(of: own),
      classes: classes)
  }
}

/// The class of a text among 4,096: FNV-1a, which is the same everywhere and for good, folded to 12
/// bits.
private func hashClass(_ text: String) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  let folded = (hash ^ (hash >> 12) ^ (hash >> 24) ^ (hash >> 36) ^ (hash >> 48)) & 0xfff
  let digits = String(folded, radix: 16)
  return String(repeating: "0", count: 3 - digits.count) + digits
}
