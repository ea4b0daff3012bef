/// A rule set's version as the database records it. It never changes.
package struct PublishedVersion: Sendable, Hashable {
  package let ruleSet: String
  package let version: Int64
  package let digest: String
  /// ISO 8601, UTC.
  package let publishedAt: String
  /// How many runs used it.
  package let runs: Int

  package init(ruleSet: String, version: Int64, digest: String, publishedAt: String, runs: Int) {
    self.ruleSet = ruleSet
    self.version = version
    self.digest = digest
    self.publishedAt = publishedAt
    self.runs = runs
  }
}
