import Diagnostics
import Expressions
import Money
import YAML

/// The places where two trees differ, in the order of the new one, each as far down as both go.
///
/// - Parameter path: The keys that lead to the trees.
func nodeChanges(from old: Node?, to new: Node?, at path: [String]) -> [RuleChange] {
  guard let before = old?.mapping, let after = new?.mapping else {
    guard !isSame(old, new, at: path) else { return [] }
    return [
      RuleChange(path: path.joined(separator: "."), old: old?.flowText, new: new?.flowText)
    ]
  }
  // A document is never deeper than the reader's limit.
  var keys = after.entries.map(\.key.value)
  keys += before.entries.map(\.key.value).filter { after[$0] == nil }
  return keys.flatMap { nodeChanges(from: before[$0], to: after[$0], at: path + [$0]) }
}

/// Whether both say the same, however it is written.
private func isSame(_ old: Node?, _ new: Node?, at path: [String]) -> Bool {
  switch (old?.content, new?.content) {
  case (nil, nil): return true
  case (nil, _): return new?.isNull ?? true
  case (_, nil): return old?.isNull ?? true
  case (.scalar(let old), .scalar(let new)):
    if old.resolved == new.resolved { return true }
    if let old = old.number, let new = new.number { return old == new }
    guard path.last == "when" else { return old.text.value.trimmed == new.text.value.trimmed }
    let texts = [old, new].map { try? Expression(parsing: $0.text.value).canonicalText }
    return texts[0] != nil && texts[0] == texts[1]
  default: return old?.flowText == new?.flowText
  }
}

extension Scalar {
  fileprivate var number: ExactDecimal? {
    switch resolved {
    case .int, .float: ExactDecimal(text.value)
    case .null, .bool, .string: nil
    }
  }
}

extension Node {
  /// The node as a file would write it on one line.
  var flowText: String {
    switch content {
    case .scalar(let scalar):
      scalar.text.value.trimmed.split(whereSeparator: \.isNewline).joined(separator: " ")
    case .sequence(let items): "[" + items.map(\.flowText).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      mapping.entries.isEmpty
        ? "{}"
        : "{ "
          + mapping.entries.map { "\($0.key.value): \($0.value.flowText)" }
          .joined(separator: ", ") + " }"
    }
  }
}

extension String {
  /// Without blanks and line breaks around it.
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
