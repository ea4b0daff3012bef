package import Expressions
package import Rules

/// The facts of a plan, in the order in which they are found out: first those that the database
/// tells, then those that are computed from others.
package struct FactTable: Sendable {
  /// Facts that the database tells. Those that decide come first.
  package let stored: [Fact]
  /// How many of `stored`, from the first on, the score or any `when` needs. A profile holds these.
  package let decidingCount: Int
  /// Facts that are expressions over others, each after those that it reads.
  package let derived: [DerivedFact]
  /// Every fact's name in the order of the rule file.
  package let fileOrder: [String]

  /// The facts of a profile.
  package var deciding: ArraySlice<Fact> { stored.prefix(decidingCount) }

  /// Names in slot order: stored facts, then derived ones.
  package var names: [String] { stored.map(\.name) + derived.map(\.fact.name) }

  /// The fact of that name; nil where there is none.
  package func fact(named name: String) -> Fact? {
    stored.first { $0.name == name } ?? derived.first { $0.fact.name == name }?.fact
  }
}

/// A typed value that is known about a subject before any model is asked.
package struct Fact: Sendable {
  package let name: String
  package let type: FactType
  /// Whether the database may have nothing to tell, which is then CEL's `null`.
  package let isNullable: Bool
  package let source: FactSource
}

/// A fact that is an expression over other facts.
package struct DerivedFact: Sendable {
  package let fact: Fact
  /// Whether the score or any stage's `when` needs it, directly or through other facts.
  package let decides: Bool
  package let condition: Condition
}

/// A compiled CEL expression, with the names it reads resolved to slots.
package struct Condition: Sendable {
  package let expression: Expression
  /// The facts that it reads.
  package let facts: Set<String>
  /// The indices of the stages whose answers it reads.
  package let stages: Set<Int>
  package let readsScore: Bool
  let resolved: ResolvedExpression

  package var text: String { expression.text }
}
