import Diagnostics
import JSON
import YAML

/// The schema of an answer, as it was written and as it is sent.
struct PromptAnswer: Sendable {
  let schema: JSONSchema
  let strict: JSONValue

  static let shape = Shape<PromptAnswer>(.answerSchema) { node, diagnostics in
    guard let value = json(node, into: &diagnostics) else { return nil }
    do {
      let schema = try JSONSchema(value)
      return PromptAnswer(schema: schema, strict: try schema.strict())
    } catch let error as JSONSchemaError {
      let key = error.isAboutKey ? error.path.last : nil
      let near = key.flatMap { nearestName(to: $0, in: JSONSchema.keywords) }
      diagnostics.add(
        Diagnostic(
          .error, "answer-schema", error.reason,
          at: node.place(of: error.path, isKey: error.isAboutKey),
          help: near.map { "did you mean '\($0)'?" }))
    } catch let error as StrictSchemaError {
      diagnostics.add(
        Diagnostic(
          .error, "strict-answer", error.reason,
          at: node.place(of: error.path, isKey: error.isAboutKey),
          help: "answers are asked for as strict structured outputs, which cannot say this"))
    } catch {
      diagnostics.add(Diagnostic(.error, "answer-schema", "\(error)", at: node.range))
    }
    return nil
  }
}

extension Node {
  /// Where the value at that path stands; as far as the path leads.
  ///
  /// What spans lines is pointed at by its key; `isKey` asks for the last key in any case.
  func place(of path: [String], isKey: Bool) -> SourceRange {
    var node = self
    var place = range
    for (index, step) in path.enumerated() {
      switch node.content {
      case .mapping(let mapping):
        guard let entry = mapping.entries.last(where: { $0.key.value == step }) else {
          return place
        }
        node = entry.value
        let isNamed = node.scalar == nil || node.isNull || isKey && index == path.count - 1
        place = isNamed ? entry.key.range : node.range
      case .sequence(let items):
        guard let item = Int(step), items.indices.contains(item) else { return place }
        node = items[item]
        place = node.range
      case .scalar:
        return place
      }
    }
    return place
  }
}
