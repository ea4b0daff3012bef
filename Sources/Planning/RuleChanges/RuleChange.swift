/// A place in rule files, prompts or price books where two plans differ.
package struct RuleChange: Sendable, Hashable {
  /// The keys that lead to it in its file: `stages.identify.tiers.guided.at_least`; of prompts and
  /// prices with the name of the prompt or the model before it.
  package let path: String
  /// What the old plan has there, as a file would write it on one line; nil where it has nothing.
  package let old: String?
  /// What the new plan has there.
  package let new: String?

  package init(path: String, old: String?, new: String?) {
    self.path = path
    self.old = old
    self.new = new
  }
}

/// What differs between two plans in what decides, what is asked and what it costs.
package struct RuleChanges: Sendable, Hashable {
  /// The sections whose digests differ, in the order of a rule file.
  package let sections: [String]
  /// In the order of the rule file, then prompts, then prices.
  package let changes: [RuleChange]

  /// Sections in the order of a rule file.
  private static let order = [
    "subjects", "facts", "score", "stages", "prompts", "context", "reprocess",
  ]

  package init(from old: RoutingPlan, to new: RoutingPlan) {
    let sections = Self.order.filter { old.sections[$0] != new.sections[$0] }
    self.sections = sections
    let rules = ruleFileChanges(from: old, to: new).filter { change in
      // Under a section whose digest is the same, only the way of writing differs.
      let section = change.path.prefix { $0 != "." }
      return sections.contains(String(section)) || !Self.order.contains(String(section))
    }
    changes = rules + promptChanges(from: old, to: new) + priceChanges(from: old, to: new)
  }

  package var isEmpty: Bool { sections.isEmpty && changes.isEmpty }
}
