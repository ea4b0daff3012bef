/// One finding about what a user wrote, with the places that it is about.
package struct Diagnostic: Sendable, Hashable, Error {
  /// How much a finding matters: an error keeps rules from being used.
  package enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
    case error, warning, note

    /// The more severe is the lesser, so that it comes first.
    package static func < (left: Severity, right: Severity) -> Bool {
      left.order < right.order
    }

    private var order: Int {
      switch self {
      case .error: 0
      case .warning: 1
      case .note: 2
      }
    }
  }

  /// A place, and what is to be said of it; the text may be empty.
  package struct Label: Sendable, Hashable {
    package var range: SourceRange
    package var text: String

    package init(range: SourceRange, text: String) {
      self.range = range
      self.text = text
    }
  }

  package var severity: Severity
  /// A stable name in kebab case, such as `same-threshold`.
  package var code: String
  package var message: String
  /// The first is the primary one, whose place heads the rendering.
  package var labels: [Label]
  package var help: [String]

  /// A diagnostic at a place, or at none; `help` that is nil is left out.
  package init(
    _ severity: Severity, _ code: String, _ message: String, at range: SourceRange?,
    label: String = "", also: [Label] = [], help: String?...
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.labels = (range.map { [Label(range: $0, text: label)] } ?? []) + also
    self.help = help.compactMap { $0 }
  }

  /// An error. (A default for the severity would not do: Swift does not skip an unlabelled argument.)
  package init(
    _ code: String, _ message: String, at range: SourceRange?,
    label: String = "", also: [Label] = [], help: String?...
  ) {
    self.init(.error, code, message, at: range, label: label, also: also)
    self.help = help.compactMap { $0 }
  }
}
