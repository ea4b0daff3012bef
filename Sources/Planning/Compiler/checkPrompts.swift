import Diagnostics
import Prompts
import Rules
import YAML

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
        answered: answered(before: position, of: stages))
      for prompt in stage.prompts {
        for name in prompt.template.names {
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

  /// The stages whose answers are certain to be there when this one is asked: those that its
  /// `when` reads, and what those read in turn. All others where a fault hides which they are.
  private func answered(before position: Int, of stages: [CompiledStage]) -> Set<String> {
    var pending = [stages[position].name]
    var found: Set<String> = []
    while let name = pending.popLast() {
      guard let stage = stages.first(where: { $0.name == name }), !stage.mayReadOthers else {
        return Set(stages.map(\.name)).union(rules.leftOut.stages.names)
          .subtracting([stages[position].name])
      }
      let read = stage.stagesRead.subtracting(found)
      found.formUnion(read)
      pending.append(contentsOf: read)
    }
    return found
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
