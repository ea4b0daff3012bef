package import Diagnostics

/// A value in a document. Aliases are already replaced by what they stand for.
package struct Node: Sendable {
  /// What the value is.
  package indirect enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping(Mapping)
  }

  /// From the first to the last character of the value; of an alias, the `*name` that stands in its
  /// place, while the content keeps the places of the anchor.
  package let range: SourceRange
  package let content: Content

  package init(range: SourceRange, content: Content) {
    self.range = range
    self.content = content
  }

  /// The scalar, if the node is one.
  package var scalar: Scalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The items, if the node is a sequence.
  package var sequence: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The mapping, if the node is one.
  package var mapping: Mapping? {
    if case .mapping(let mapping) = content { mapping } else { nil }
  }
}
