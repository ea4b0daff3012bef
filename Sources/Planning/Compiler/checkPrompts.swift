import Diagnostics
import Expressions
import Prompts
import Rules

extension PlanCompiler {
  /// Every name that a template uses has to be something that the plan can supply.
  mutating func checkPrompts(of stages: [CompiledStage], over facts: CompiledFacts) {
    var reported: Set<Diagnostic> = []
    for (position, stage) in stages.enumerated() {
      let scope = PromptScope(
        rules: rules, facts: Set(facts.fileOrder), stages: stages,
        answered: stages.answered(before: position))
      for tier in stage.tiers {
        let prompt = tier.call.prompt
        for name in prompt.template.names {
          guard let fault = scope.fault(of: name, in: stage.name), reported.insert(fault).inserted
          else { continue }
          diagnostics.add(fault)
        }
      }
    }
  }
}

extension [CompiledStage] {
  /// The stages whose answers are certain to be there when this one is asked: those that its
  /// `when` reads, and what those read in turn.
  fileprivate func answered(before position: Int) -> Set<String> {
    var pending = indices.contains(position) ? Array<String>(self[position].stagesRead) : []
    var found: Set<String> = []
    while let name = pending.popLast() {
      guard found.insert(name).inserted else { continue }
      pending.append(contentsOf: first { $0.name == name }?.stagesRead ?? [])
    }
    return found
  }
}

/// What may be named in a prompt of one stage.
private struct PromptScope {
  let rules: RuleSet
  let facts: Set<String>
  let stages: [CompiledStage]
  let answered: Set<String>

  /// What a name stands for.
  private enum Meaning {
    /// Names are looked up here first: the columns of a row, the fields of an answer.
    case fields([String])
    case answer(ValueType)
    case plain
    /// A column of the subject: which there are, the database tells.
    case subject
  }

  private enum Resolution {
    case found(Meaning)
    case missing(candidates: [String])
    case notYetAnswered(String)
  }

  func fault(of name: TemplateName, in stage: String) -> Diagnostic? {
    switch resolve(name.path, within: name.scope) {
    case .found: return nil
    case .notYetAnswered(stage):
      return Diagnostic(
        .error, "unordered-answer", "stage '\(stage)' cannot quote the answer that it asks for",
        at: name.range, help: "quote facts, context entries, or the answers of earlier stages")
    case .notYetAnswered(let other):
      return Diagnostic(
        .error, "unordered-answer",
        "stage '\(other)' may not have answered when stage '\(stage)' asks", at: name.range,
        help: "read it in the stage's 'when', so that '\(stage)' waits for it")
    case .missing where sectionIsUnknown(name.scope):
      // What a section is that nothing supplies, and so what stands in it, is anyone's guess.
      return nil
    case .missing(let candidates):
      let written = name.path.joined(separator: ".")
      let near = nearestName(to: written, in: candidates)
      return Diagnostic(
        .error, "unknown-name", "nothing supplies '\(written)' to this prompt", at: name.range,
        help: sectionHelp(for: name.path) ?? near.map { "did you mean '\($0)'?" }
          ?? "prompts may name facts, score, subject.<column>, context entries and answers")
    }
  }

  /// Several rows have no column of their own.
  private func sectionHelp(for path: [String]) -> String? {
    guard path.count > 1, let entry = rules.context.first(where: { $0.name.value == path[0] }),
      case .many = entry.rows
    else { return nil }
    return "'\(path[0])' is several rows: name their columns within "
      + "{{#\(path[0])}} … {{/\(path[0])}}"
  }

  private func sectionIsUnknown(_ sections: [[String]]) -> Bool {
    sections.indices.contains { depth in
      if case .missing = resolve(sections[depth], within: Array(sections[..<depth])) {
        true
      } else {
        false
      }
    }
  }

  private func resolve(_ path: [String], within sections: [[String]]) -> Resolution {
    guard let head = path.first else { return .found(.plain) }
    // The innermost section that knows the name wins, as in Mustache.
    var candidates: [String] = []
    for depth in sections.indices.reversed() {
      guard
        case .found(let meaning) = resolve(sections[depth], within: Array(sections[..<depth]))
      else { continue }
      let inner = fields(of: meaning)
      candidates += inner
      if inner.contains(head) { return descend(meaning, path[...], candidates: candidates) }
    }
    return resolveGlobally(path, candidates: candidates)
  }

  private func resolveGlobally(_ path: [String], candidates: [String]) -> Resolution {
    let head = path.first ?? ""
    let rest = path.dropFirst()
    if let entry = rules.context.first(where: { $0.name.value == head }) {
      if case .many = entry.rows, !rest.isEmpty {
        // Several rows have no column: a section over them has.
        return .missing(candidates: [head])
      }
      let columns = Meaning.fields(entry.columns.map(\.value))
      return descend(columns, rest, candidates: entry.columns.map { "\(head).\($0.value)" })
    }
    if head == "subject" {
      switch rest.count {
      case 0: return .found(.subject)
      case 1: return .found(.plain)
      // A column has no parts.
      default: return .missing(candidates: ["subject.\(rest.first ?? "")"])
      }
    }
    if let stage = stages.first(where: { $0.name == head }) {
      guard answered.contains(head) else { return .notYetAnswered(head) }
      return descend(.answer(stage.answer), rest, candidates: candidates)
    }
    if (facts.contains(head) || head == "score") && rest.isEmpty { return .found(.plain) }
    return .missing(candidates: candidates + globalNames)
  }

  private var globalNames: [String] {
    facts.sorted() + ["score", "subject"] + answered.sorted()
      + rules.context.flatMap { entry in
        [entry.name.value] + entry.columns.map { "\(entry.name.value).\($0.value)" }
      }
  }

  private func descend(
    _ meaning: Meaning, _ path: ArraySlice<String>, candidates: [String]
  ) -> Resolution {
    guard let key = path.first else { return .found(meaning) }
    switch meaning {
    case .subject: return .found(.plain)
    case .plain: return .missing(candidates: candidates)
    case .fields(let names):
      return names.contains(key) && path.count == 1
        ? .found(.plain) : .missing(candidates: candidates + names)
    case .answer(let type):
      switch type.rowType {
      case .record(let fields):
        guard let next = fields[key] else {
          return .missing(candidates: candidates + fields.keys.sorted())
        }
        return descend(.answer(next), path.dropFirst(), candidates: candidates)
      case .dyn: return .found(.answer(.dyn))
      default: return .missing(candidates: candidates)
      }
    }
  }

  private func fields(of meaning: Meaning) -> [String] {
    switch meaning {
    case .fields(let names): names
    case .answer(let type):
      if case .record(let fields) = type.rowType { fields.keys.sorted() } else { [] }
    case .plain, .subject: []
    }
  }
}

extension ValueType {
  /// What a section over a value of this type sees: each element of a list, or the value itself.
  fileprivate var rowType: ValueType {
    if case .list(let element) = self { element } else { self }
  }
}
