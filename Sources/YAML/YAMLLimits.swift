/// How much a text may ask of its reader.
package struct YAMLLimits: Sendable {
  package var maxBytes = 4 * 1024 * 1024
  /// Sequences and mappings inside one another, what aliases stand for included.
  package var maxDepth = 64
  /// Nodes that aliases may add to those that are written.
  package var maxAliasedNodes = 10_000

  /// Faults of structure after which reading stops, and says so.
  package var maxFaults = 200

  package init() {}

  package static let standard = YAMLLimits()
}
