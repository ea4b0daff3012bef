/// A place in a source: line and column count from 1, columns in Unicode scalars.
package struct SourcePosition: Sendable, Hashable, Comparable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A half-open stretch of a source: `end` is the place after the last scalar.
package struct SourceRange: Sendable, Hashable {
  package let source: SourceText
  package let start: SourcePosition
  package let end: SourcePosition

  /// An `end` that lies before `start` is taken to be `start`.
  package init(source: SourceText, start: SourcePosition, end: SourcePosition) {
    self.source = source
    self.start = start
    self.end = max(start, end)
  }
}

extension SourceRange {
  /// The same lines and columns of another source.
  package func moved(to source: SourceText) -> SourceRange {
    SourceRange(source: source, start: start, end: end)
  }
}
