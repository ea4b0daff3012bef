package import Diagnostics

/// A text in a document, and the value that YAML's core schema gives it.
package struct Scalar: Sendable {
  /// The value of a scalar in YAML 1.2's core schema.
  package enum Resolved: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    /// The digits as they are written; also of integers that do not fit `Int64`.
    case float(String)
    case string(String)
  }

  package let text: LocatedText
  /// False for quoted and block scalars, which are always strings.
  package let isPlain: Bool
  package let resolved: Resolved

  package init(text: LocatedText, isPlain: Bool, resolved: Resolved) {
    self.text = text
    self.isPlain = isPlain
    self.resolved = resolved
  }
}
