/// A node of the parsed expression. Trees are at most ``Limits/depth`` deep, so walks may recurse.
final class SyntaxNode: Sendable {
  let kind: Kind
  /// Where it stands, its parentheses excluded: offsets in Unicode scalars.
  let offsets: Range<Int>
  /// The longest way down, 1 for a leaf.
  let depth: Int
  /// How many nodes there are from here down.
  let size: Int

  enum Kind: Sendable {
    case literal(Value)
    /// `isAbsolute` when a dot stands before it: then it is no comprehension variable.
    case name(String, isAbsolute: Bool)
    case select(SyntaxNode, Field)
    case has(SyntaxNode, Field)
    case index(SyntaxNode, SyntaxNode)
    case call(Call)
    case not(SyntaxNode)
    case negate(SyntaxNode)
    case binary(BinaryOperator, SyntaxNode, SyntaxNode)
    /// Two operands or more: a chain of one operator is one node.
    case logical(LogicalOperator, [SyntaxNode])
    case conditional(SyntaxNode, SyntaxNode, SyntaxNode)
    case list([SyntaxNode])
    case map([MapEntry])
    case comprehension(Comprehension)
  }

  init(_ kind: Kind, at offsets: Range<Int>) {
    self.kind = kind
    self.offsets = offsets
    var (depth, size) = (0, 1)
    for child in kind.children {
      depth = max(depth, child.depth)
      size += child.size
    }
    self.depth = depth + 1
    self.size = size
  }
}

/// The name of a field, as it is selected.
struct Field: Sendable {
  let name: String
  /// In backticks: then it is never part of a qualified name.
  let isQuoted: Bool
  let offsets: Range<Int>
}

/// A call of a function (`size(x)`) or of a method (`x.size()`).
struct Call: Sendable {
  let name: String
  let nameOffsets: Range<Int>
  let target: SyntaxNode?
  let arguments: [SyntaxNode]

  /// The target, if there is one, and the arguments.
  var operands: [SyntaxNode] { (target.map { [$0] } ?? []) + arguments }
}

struct MapEntry: Sendable {
  let key: SyntaxNode
  let value: SyntaxNode
}

/// A macro over the elements of a list or the keys of a map.
struct Comprehension: Sendable {
  enum Kind: String, Sendable {
    case all, exists, map, filter
    case existsOne = "exists_one"
  }

  let kind: Kind
  let range: SyntaxNode
  let variable: String
  /// Of `map` with three arguments: which elements it takes.
  let condition: SyntaxNode?
  let body: SyntaxNode
}

enum LogicalOperator: String, Sendable {
  case and = "&&"
  case or = "||"
}

enum BinaryOperator: String, Sendable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case `in`
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
}

extension SyntaxNode.Kind {
  /// The nodes below, in source order.
  var children: [SyntaxNode] {
    switch self {
    case .literal, .name: []
    case .select(let operand, _), .has(let operand, _), .not(let operand), .negate(let operand):
      [operand]
    case .index(let left, let right), .binary(_, let left, let right): [left, right]
    case .call(let call): call.operands
    case .logical(_, let operands), .list(let operands): operands
    case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .comprehension(let loop):
      [loop.range] + (loop.condition.map { [$0] } ?? []) + [loop.body]
    }
  }
}
