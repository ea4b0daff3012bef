import Diagnostics
package import YAML

extension Document {
  /// The path of every value that can be set, in the order of the file: of scalars, and of lists as
  /// a whole.
  package var settablePaths: [String] { leaves.map { $0.path.joined(separator: ".") } }

  /// The values of a document that have no keys below them, with the keys that lead there.
  var leaves: [(path: [String], node: Node)] {
    var leaves: [(path: [String], node: Node)] = []
    var pending: [(path: [String], node: Node)] = [([], root)]
    while let (path, node) = pending.popLast() {
      guard let mapping = node.mapping else {
        leaves.append((path, node))
        continue
      }
      pending += mapping.entries.reversed().map { (path + [$0.key.value], $0.value) }
    }
    return leaves
  }

  /// The path that a misspelt one most likely means: one that is written much like it, or that has
  /// its keys among others, as where the first were left out.
  func path(near keys: [String]) -> String? {
    let text = keys.joined(separator: ".")
    if let near = nearestName(to: text, in: settablePaths) { return near }
    return leaves.first { leaf in
      var rest = leaf.path[...]
      return keys.allSatisfy { key in
        guard let index = rest.firstIndex(of: key) else { return false }
        rest = rest[(index + 1)...]
        return true
      }
    }?.path.joined(separator: ".")
  }
}
