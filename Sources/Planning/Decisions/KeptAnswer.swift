package import Expressions

/// What is known of the latest answer that is kept for a (subject, stage), from the provider that
/// the plan would ask.
package struct KeptAnswer: Sendable, Hashable {
  package let tier: String
  /// The threshold of that tier when it was asked; nil where the stage had none.
  package let atLeast: Int64?
  /// `PlannedCall.question` of the call that gave it.
  package let question: String
  /// The values at the stage's `answerPaths`, in their order; nil where the answer has none.
  package let values: [Value?]

  package init(tier: String, atLeast: Int64?, question: String, values: [Value?]) {
    self.tier = tier
    self.atLeast = atLeast
    self.question = question
    self.values = values
  }
}

/// The values of an answer at some of its paths, as the nested maps that conditions read.
func nested(_ values: [Value?], at paths: [AnswerPath]) -> Value {
  var root = AnswerTree()
  for (path, value) in zip(paths, values) {
    if let value { root.insert(value, at: path.keys[...]) }
  }
  return root.value
}

/// Values by path, on the way to becoming nested maps.
private struct AnswerTree {
  private var leaf: Value?
  private var children: [String: AnswerTree] = [:]

  mutating func insert(_ value: Value, at keys: ArraySlice<String>) {
    guard let key = keys.first else {
      leaf = value
      return
    }
    children[key, default: AnswerTree()].insert(value, at: keys.dropFirst())
  }

  var value: Value {
    if let leaf { return leaf }
    return .map(MapValue(fields: children.map { ($0.key, $0.value.value) }))
  }
}
