package import Diagnostics

/// A YAML text as read: one tree of nodes that know their places.
package struct Document: Sendable {
  package let source: SourceText
  package let root: Node

  package init(source: SourceText, root: Node) {
    self.source = source
    self.root = root
  }
}
