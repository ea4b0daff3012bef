/// A version that is published under another digest: published versions never change.
package struct VersionConflict: Error, Sendable, Hashable, CustomStringConvertible {
  package let ruleSet: String
  package let version: Int64
  /// Which sections differ, in the order in which rule files have them: `facts`, `prompts`, ….
  package let changed: [String]
  /// The lowest version above all that are published.
  package let nextFreeVersion: Int64

  package init(ruleSet: String, version: Int64, changed: [String], nextFreeVersion: Int64) {
    self.ruleSet = ruleSet
    self.version = version
    self.changed = changed
    self.nextFreeVersion = nextFreeVersion
  }

  package var description: String {
    let sections = changed.isEmpty ? "" : " in " + changed.joined(separator: ", ")
    return """
      \(ruleSet)@\(version) is published and never changes, and this one differs\(sections); \
      publish it as version \(nextFreeVersion)
      """
  }

  /// The sections whose digests differ. Those of another gearbox, with sections that this one does
  /// not know, come last.
  static func changes(from old: [String: String], to new: [String: String]) -> [String] {
    let known = ["subjects", "facts", "score", "stages", "prompts", "context", "reprocess"]
    let others = Set(old.keys).union(new.keys).subtracting(known).sorted()
    return (known + others).filter { old[$0] != new[$0] }
  }
}
