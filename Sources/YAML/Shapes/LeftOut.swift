/// What was written and is not among the values that were decoded, because something is wrong with
/// it. That has been reported: what is said of it elsewhere is neither right nor wrong.
package struct LeftOut: Sendable {
  package let names: Set<String>
  /// Whether there may be more, whose names nobody can tell.
  package let hasOthers: Bool

  package init(names: Set<String> = [], hasOthers: Bool = false) {
    self.names = names
    self.hasOthers = hasOthers
  }

  package var isEmpty: Bool { names.isEmpty && !hasOthers }

  /// Whether a name that leads nowhere may be one of these.
  package func mayHold(_ name: String) -> Bool { hasOthers || names.contains(name) }
}
