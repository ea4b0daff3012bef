import Expressions
import Rules

/// What the conditions of a plan compare each fact with, and which facts they use in a way that
/// constants alone do not decide.
struct ComparedConstants {
  /// The key of the score among the facts.
  static let score = "score"

  /// By the name of the fact, or `score`.
  private(set) var values: [String: Set<Value>] = [:]
  /// Facts, or `score`, that stand somewhere else than beside a constant: in arithmetic, as an
  /// argument, compared with each other. No finite number of values stands for all of them.
  private(set) var opaque: Set<String> = []
  /// The types of the facts that are not bool. A bool's two values are all there are to try.
  private let types: [String: FactType]

  init(_ plan: RoutingPlan) {
    types = Dictionary(
      plan.facts.deciding.filter { $0.type != .bool }.map { ($0.name, $0.type) },
      uniquingKeysWith: { first, _ in first })
    for fact in plan.facts.derived where fact.decides {
      read(ExpressionTree(fact.condition.expression))
    }
    for stage in plan.stages {
      if let when = stage.when { read(ExpressionTree(when.expression)) }
    }
  }

  private mutating func read(_ tree: ExpressionTree) {
    switch tree {
    case .literal: break
    case .name(let name):
      if types[name] != nil || name == Self.score { opaque.insert(name) }
    case .form(let head, let operands):
      if readComparison(head, operands) { return }
      for operand in operands { read(operand) }
    }
  }

  /// Whether this compares a fact with constants; they are then taken in.
  private mutating func readComparison(_ head: String, _ operands: [ExpressionTree]) -> Bool {
    guard Self.comparisons.contains(head), operands.count == 2 else { return false }
    let (left, right) = (operands[0], operands[1])
    if head == "in", case .name(let name) = left, let constants = right.constants {
      for constant in constants { note(constant, of: name, isOrdering: false) }
      return true
    }
    if head == "in" { return false }
    let isOrdering = head != "==" && head != "!="
    if case .name(let name) = left, let constant = right.constant {
      note(constant, of: name, isOrdering: isOrdering)
      return true
    }
    if case .name(let name) = right, let constant = left.constant {
      note(constant, of: name, isOrdering: isOrdering)
      return true
    }
    return false
  }

  private static let comparisons: Set<String> = ["==", "!=", "<", "<=", ">", ">=", "in"]

  private mutating func note(_ constant: Value, of name: String, isOrdering: Bool) {
    let type = name == Self.score ? .int : types[name]
    guard let type, constant != .null else { return }
    if let points = type.points(of: constant, isOrdering: isOrdering) {
      values[name, default: []].formUnion(points)
    } else {
      opaque.insert(name)
    }
  }
}

extension FactType {
  /// The values of this type between which a comparison with `constant` changes; nil where they
  /// cannot be told.
  fileprivate func points(of constant: Value, isOrdering: Bool) -> Set<Value>? {
    switch (self, constant) {
    case (.int, .int), (.timestamp, .timestamp): return [constant]
    case (.int, .uint(let value)): return Int64(exactly: value).map { [.int($0)] }
    case (.int, .double(let value)):
      guard value.magnitude < Self.exactDoubles else { return nil }
      let floor = Int64(value.rounded(.down))
      return [.int(floor), .int(floor + 1)]
    case (.double, .double(let value)): return value.isFinite ? [constant] : nil
    case (.double, .int(let value)):
      return Double(value).magnitude < Self.exactDoubles ? [.double(Double(value))] : nil
    // The order of strings is dense: equality alone makes finitely many classes that have a name.
    case (.string, .string): return isOrdering ? nil : [constant]
    default: return nil
    }
  }

  /// Below this every whole number is a double.
  private static var exactDoubles: Double { 9_007_199_254_740_992 }
}
