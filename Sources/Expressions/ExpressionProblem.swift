/// What is wrong with an expression before it is ever evaluated.
package struct ExpressionProblem: Error, Sendable, Hashable {
  /// A stable name in kebab-case: `expression-syntax`, `expression-limit`, `unknown-name`,
  /// `unknown-field`, `unknown-function`, `type-mismatch`, `possible-null`, `invalid-pattern`,
  /// `invalid-literal`.
  package let code: String
  /// One sentence without a full stop.
  package let message: String
  /// Where: offsets in Unicode scalars of the expression's text, half-open.
  package let offsets: Range<Int>
  /// What to do about it.
  package let help: String?

  /// A problem at a place.
  package init(_ code: String, _ message: String, at offsets: Range<Int>, help: String? = nil) {
    self.code = code
    self.message = message
    self.offsets = offsets
    self.help = help
  }
}
