import Diagnostics
package import Expressions
package import Rules
import YAML

/// Facts with their types, as far as they could be made out.
struct CompiledFacts {
  var stored: [Fact] = []
  /// In dependency order.
  var derived: [Derived] = []
  var fileOrder: [String] = []
  /// Every name with its type; `dyn` where a fault hides it, so that no further fault follows.
  var declarations = Declarations([:])

  struct Derived {
    let name: String
    let type: FactType
    let isNullable: Bool
    let text: LocatedText
    let expression: Expression
    let reads: [String]
  }

  func isNullable(_ name: String) -> Bool {
    stored.first { $0.name == name }?.isNullable
      ?? derived.first { $0.name == name }?.isNullable ?? false
  }

  /// The facts in slot order; nil where a derived fact reads something that is not there.
  func table(deciding: Set<String>) -> FactTable? {
    let first = stored.filter { deciding.contains($0.name) }
    let rest = stored.filter { !deciding.contains($0.name) }
    let names = (first + rest).map(\.name) + derived.map(\.name)
    let slots = ConditionSlots.names(facts: names, stages: [])
    return FactTable(
      stored: first + rest, decidingCount: first.count,
      derived: derived.map { fact in
        DerivedFact(
          fact: Fact(
            name: fact.name, type: fact.type, isNullable: fact.isNullable,
            source: .when(fact.text)),
          decides: deciding.contains(fact.name),
          condition: Condition(
            expression: fact.expression, facts: Set(fact.reads), stages: [], readsScore: false,
            resolved: fact.expression.resolved(names: slots)))
      },
      fileOrder: fileOrder)
  }
}

extension PlanCompiler {
  mutating func compileFacts() -> CompiledFacts {
    var facts = CompiledFacts()
    facts.fileOrder = rules.facts.map(\.name.value)
    for name in rules.leftOut.facts.names.sorted() {
      facts.fileOrder.append(name)
      facts.declarations[name] = .dyn
    }
    var unresolved: [(name: LocatedText, text: LocatedText, expression: Expression)] = []
    for definition in rules.facts {
      let name = definition.name.value
      if case .when(let text) = definition.source {
        facts.declarations[name] = .dyn
        if let expression = parse(text) { unresolved.append((definition.name, text, expression)) }
        continue
      }
      checkDefault(of: definition)
      let fact = Fact(
        name: name, type: definition.source.type, isNullable: definition.source.isNullable,
        source: definition.source)
      facts.stored.append(fact)
      facts.declarations[name] =
        fact.isNullable ? .nullable(fact.type.valueType) : fact.type.valueType
    }
    resolve(unresolved, into: &facts)
    return facts
  }

  /// Orders the derived facts so that each comes after those that it reads, and types them.
  private mutating func resolve(
    _ unresolved: [(name: LocatedText, text: LocatedText, expression: Expression)],
    into facts: inout CompiledFacts
  ) {
    var pending = unresolved
    let names = Set(unresolved.map(\.name.value))
    while !pending.isEmpty {
      let waiting = Set(pending.map(\.name.value))
      let ready = pending.filter { fact in
        factsRead(by: fact.expression, among: names).isDisjoint(with: waiting)
      }
      if ready.isEmpty {
        for fact in pending {
          report(
            "fact-cycle", "fact '\(fact.name.value)' depends on itself", at: fact.text.range,
            help: "facts may read each other only in one direction")
        }
        return
      }
      for fact in ready {
        let type = check(fact.expression, of: fact.text, facts.declarations)
        facts.declarations[fact.name.value] = type
        let (factType, isNullable) = FactType.from(type) ?? (.bool, false)
        if FactType.from(type) == nil, type != .dyn {
          report(
            "wrong-type", "a fact cannot be of the type \(type)", at: fact.text.range,
            help: "facts are bool, int, double, string or timestamp")
        }
        facts.derived.append(
          .init(
            name: fact.name.value, type: factType, isNullable: isNullable, text: fact.text,
            expression: fact.expression,
            reads: factsRead(by: fact.expression, among: Set(facts.fileOrder)).sorted()))
      }
      pending.removeAll { fact in ready.contains { $0.name == fact.name } }
    }
  }

  private mutating func checkDefault(of definition: FactDefinition) {
    let (type, fallback, range): (FactType, Value?, SourceRange)
    switch definition.source {
    case .column(let name, let columnType, let value):
      (type, fallback, range) = (columnType, value, name.range)
    case .sql(let text, let sqlType, let value):
      (type, fallback, range) = (sqlType, value, text.range)
    case .exists, .count, .present, .when: return
    }
    guard let fallback, fallback != .null, type.coerced(fallback) == nil else { return }
    report(
      "invalid-default", "the default of fact '\(definition.name.value)' is no \(type.rawValue)",
      at: range, help: "give it a default of the type that the fact has")
  }
}

extension FactSource {
  /// The type that a stored fact has.
  var type: FactType {
    switch self {
    case .exists, .present, .when: .bool
    case .count: .int
    case .column(_, let type, _), .sql(_, let type, _): type
    }
  }

  var isNullable: Bool {
    switch self {
    case .exists, .present, .when, .count: false
    case .column(_, _, let fallback), .sql(_, _, let fallback): fallback == nil || fallback == .null
    }
  }
}

extension FactType {
  var valueType: ValueType {
    switch self {
    case .bool: .bool
    case .int: .int
    case .double: .double
    case .string: .string
    case .timestamp: .timestamp
    }
  }

  /// The fact type for a type of the expression language, and whether null is among its values.
  static func from(_ type: ValueType) -> (FactType, isNullable: Bool)? {
    switch type {
    case .bool: (.bool, false)
    case .int: (.int, false)
    case .double: (.double, false)
    case .string: (.string, false)
    case .timestamp: (.timestamp, false)
    case .nullable(let inner): from(inner).map { ($0.0, true) }
    default: nil
    }
  }

  /// A literal of the rule file as a value of this type; nil where it is none.
  package func coerced(_ literal: Value) -> Value? {
    switch (self, literal) {
    case (.bool, .bool), (.int, .int), (.double, .double), (.string, .string): literal
    case (.double, .int(let whole)): .double(Double(whole))
    case (.timestamp, .string(let text)): Timestamp(text).map { .timestamp($0) }
    default: nil
    }
  }
}
