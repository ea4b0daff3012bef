import Diagnostics
import Expressions
import Prompts
import Rules
import YAML

/// What may be named in the prompts of one stage.
struct PromptScope {
  let rules: RuleSet
  let facts: Set<String>
  let stages: [CompiledStage]
  /// The stages whose answers are certain to be there.
  let answered: Set<String>

  /// What a name stands for.
  enum Meaning {
    /// Names are looked up here first: the columns of a row, the fields of an answer.
    case fields([String])
    case answer(ValueType)
    case plain
    /// What has a fault of its own, so that nobody can tell what it holds.
    case unreadable
    /// The subject's row.
    case subject
    /// A column of the subject: which there are, the database tells.
    case column(String)
  }

  enum Resolution {
    case found(Meaning)
    case missing(NameMiss)
    case notYetAnswered(String)
  }

  /// The column of the subject that a name stands for; nil where it stands for something else.
  func column(of name: TemplateName) -> String? {
    if case .found(.column(let column)) = resolve(name.path, within: name.scope) {
      column
    } else {
      nil
    }
  }

  /// What is wrong with a name in a prompt of that stage; nil where it can be supplied.
  func fault(of name: TemplateName, in stage: String) -> Diagnostic? {
    let included = name.inclusions.inclusionLabels
    switch resolve(name.path, within: name.scope) {
    case .found: return nil
    case .notYetAnswered(stage):
      return Diagnostic(
        .error, "unordered-answer", "stage '\(stage)' cannot quote the answer that it asks for",
        at: name.range, also: included,
        help: "quote facts, context entries, or the answers of earlier stages")
    case .notYetAnswered(let other):
      return Diagnostic(
        .error, "unordered-answer",
        "stage '\(other)' may not have answered when stage '\(stage)' asks", at: name.range,
        also: included, help: "read it in the stage's 'when', so that '\(stage)' waits for it")
    case .missing where sectionIsUnknown(name.scope):
      // What a section is that nothing supplies, or that is faulty, and so what stands in it, is
      // anyone's guess.
      return nil
    case .missing(let miss):
      return Diagnostic(
        .error, "unknown-name",
        "nothing supplies '\(name.path.joined(separator: "."))' to this prompt", at: name.range,
        also: included, help: help(for: miss, in: name))
    }
  }

  private func help(for miss: NameMiss, in name: TemplateName) -> String {
    switch miss {
    case .rows(let entry):
      return "'\(entry)' is several rows: name their columns within {{#\(entry)}} … {{/\(entry)}}"
    case .partless(let path):
      return "'\(path.joined(separator: "."))' has no parts: name it alone"
    case .misspelt(let part, let candidates, let before, let after):
      guard let near = nearestName(to: part, in: candidates) else {
        if before.isEmpty || candidates.isEmpty {
          return "prompts may name facts, score, subject.<column>, context entries and answers"
        }
        return "'\(before.joined(separator: "."))' has \(candidates.joined(separator: ", "))"
      }
      var path = before + [near] + after
      if case .missing = resolve(path, within: name.scope) { path.removeLast(after.count) }
      return "did you mean '\(path.joined(separator: "."))'?"
    }
  }

  private func sectionIsUnknown(_ sections: [[String]]) -> Bool {
    sections.indices.contains { depth in
      switch resolve(sections[depth], within: Array(sections[..<depth])) {
      case .missing, .found(.unreadable): true
      case .found, .notYetAnswered: false
      }
    }
  }
}

/// How a name leads nowhere.
enum NameMiss {
  /// A column of several rows, outside of a section over them.
  case rows(String)
  /// Parts of what has none.
  case partless(of: [String])
  /// One part of the name is none of those that there are.
  case misspelt(String, candidates: [String], before: [String], after: [String])
}

extension PromptScope {
  private func resolve(_ path: [String], within sections: [[String]]) -> Resolution {
    guard let head = path.first else { return .found(.plain) }
    // The innermost section that knows the name wins, as in Mustache.
    var candidates: [String] = []
    var isWithinSubject = false
    for depth in sections.indices.reversed() {
      guard
        case .found(let meaning) = resolve(sections[depth], within: Array(sections[..<depth]))
      else { continue }
      if case .subject = meaning { isWithinSubject = true }
      let inner = fields(of: meaning)
      candidates += inner
      if inner.contains(head) { return descend(meaning, path[...], from: []) }
    }
    let found = resolveGlobally(path, candidates: candidates)
    if case .missing = found, isWithinSubject, path.count == 1, !isGlobal(head) {
      return .found(.column(head))
    }
    return found
  }

  private func resolveGlobally(_ path: [String], candidates: [String]) -> Resolution {
    let head = path.first ?? ""
    let rest = path.dropFirst()
    if let entry = rules.context.first(where: { $0.name.value == head }) {
      if case .many = entry.rows, !rest.isEmpty { return .missing(.rows(head)) }
      return descend(.fields(entry.columns.map(\.value)), rest, from: [head])
    }
    if rules.leftOut.context.names.contains(head) { return .found(.unreadable) }
    if head == "subject" { return descend(.subject, rest, from: [head]) }
    if let stage = stages.first(where: { $0.name == head }) {
      guard answered.contains(head) else { return .notYetAnswered(head) }
      return descend(.answer(stage.answer), rest, from: [head])
    }
    if facts.contains(head) || head == "score" { return descend(.plain, rest, from: [head]) }
    if [rules.leftOut.facts, rules.leftOut.stages, rules.leftOut.context]
      .contains(where: { $0.mayHold(head) })
    {
      return .found(.unreadable)
    }
    return .missing(
      .misspelt(head, candidates: candidates + globalNames, before: [], after: Array(rest)))
  }

  private func isGlobal(_ name: String) -> Bool { globalNames.contains(name) }

  private var globalNames: [String] {
    facts.sorted() + ["score", "subject"] + answered.sorted() + rules.context.map(\.name.value)
  }

  /// - Parameter consumed: The parts of the name that led to `meaning`.
  private func descend(
    _ meaning: Meaning, _ path: ArraySlice<String>, from consumed: [String]
  ) -> Resolution {
    guard let key = path.first else { return .found(meaning) }
    let rest = path.dropFirst()
    func misspelt(_ names: [String]) -> Resolution {
      .missing(.misspelt(key, candidates: names, before: consumed, after: Array(rest)))
    }
    switch meaning {
    case .plain, .column: return .missing(.partless(of: consumed))
    case .unreadable: return .found(.unreadable)
    case .subject: return descend(.column(key), rest, from: consumed + [key])
    case .fields(let names):
      guard names.contains(key) else { return misspelt(names) }
      return descend(.plain, rest, from: consumed + [key])
    case .answer(let type):
      switch type.rowType {
      case .record(let fields):
        guard let next = fields[key] else { return misspelt(fields.keys.sorted()) }
        return descend(.answer(next), rest, from: consumed + [key])
      case .dyn: return .found(.answer(.dyn))
      default: return .missing(.partless(of: consumed))
      }
    }
  }

  private func fields(of meaning: Meaning) -> [String] {
    switch meaning {
    case .fields(let names): names
    case .answer(let type):
      if case .record(let fields) = type.rowType { fields.keys.sorted() } else { [] }
    case .plain, .unreadable, .subject, .column: []
    }
  }
}

extension ValueType {
  /// What a section over a value of this type sees: each element of a list, or the value itself.
  fileprivate var rowType: ValueType {
    if case .list(let element) = self { element } else { self }
  }
}
