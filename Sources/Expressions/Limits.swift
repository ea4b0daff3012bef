/// What no expression may exceed. They bound time, memory and the depth of every recursion over
/// text or values that come from outside.
enum Limits {
  /// Bytes of UTF-8 in an expression.
  static let textBytes = 1_000_000
  /// Nesting, of parentheses as of operators.
  static let depth = 250
  /// Nodes of the syntax tree.
  static let nodes = 100_000
  /// List, map and comprehension nodes that are not all constant: a value built by an expression
  /// can be nested no deeper than this.
  static let constructors = 1_000
  /// Units of work in one evaluation: some tenths of a second.
  static let work = 10_000_000
}
