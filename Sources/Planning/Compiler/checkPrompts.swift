import Diagnostics
import Prompts

extension PlanCompiler {
  /// Every name that a template uses has to be something that the plan can supply.
  ///
  /// - Returns: The columns of the subject that prompts quote, which only the database can check.
  mutating func checkPrompts(
    of stages: [CompiledStage], over facts: CompiledFacts
  ) -> [QuotedColumn] {
    var faults: [Diagnostic] = []
    var columns: [QuotedColumn] = []
    for (position, stage) in stages.enumerated() {
      let scope = PromptScope(
        rules: rules, facts: Set(facts.fileOrder), stages: stages,
        answered: stages.answered(before: position))
      for tier in stage.tiers {
        for name in tier.call.prompt.template.names {
          if let column = scope.column(of: name) {
            let quoted = QuotedColumn(
              name: LocatedText(value: column, range: name.range), inclusions: name.inclusions)
            if !columns.contains(quoted) { columns.append(quoted) }
          } else if let fault = scope.fault(of: name, in: stage.name) {
            faults.merge(fault)
          }
        }
      }
    }
    diagnostics.add(contentsOf: faults)
    return columns
  }
}

extension [Diagnostic] {
  /// Adds a fault. One that is there already, of a partial that is put in several times, gets the
  /// further places.
  fileprivate mutating func merge(_ fault: Diagnostic) {
    let known = firstIndex {
      $0.code == fault.code && $0.message == fault.message
        && $0.labels.first == fault.labels.first
    }
    guard let known else {
      append(fault)
      return
    }
    for label in fault.labels where !self[known].labels.contains(label) {
      self[known].labels.append(label)
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
