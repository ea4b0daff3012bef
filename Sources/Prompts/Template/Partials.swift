package import Diagnostics

/// The texts that templates can put in with `{{> name}}`.
package struct Partials {
  /// What there is of a name.
  package enum Reading {
    case found(SourceText)
    case missing
    /// It is there, and why it cannot be read has been said.
    case unreadable
  }

  /// The names that there are, for the nearest one to a name that is none.
  let names: () -> [String]
  let read: (String, inout DiagnosticList) -> Reading

  package init(
    names: @escaping () -> [String],
    read: @escaping (String, inout DiagnosticList) -> Reading
  ) {
    self.names = names
    self.read = read
  }

  /// No partials at all.
  package static var none: Partials { Partials(names: { [] }, read: { _, _ in .missing }) }
}
