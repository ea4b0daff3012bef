/// A text that diagnostics point into: a rule file, a prompt, an expression from the command line.
///
/// Lines end at LF, CRLF or CR, as in YAML 1.2. Two sources are equal when name and text are equal
/// scalar by scalar; canonically equivalent spellings differ, because columns do.
package final class SourceText: Sendable, Hashable {
  /// The path as the user gave it, or a name such as `<expression>`.
  package let name: String
  package let text: String

  /// Where each line begins, as an index and as a count of Unicode scalars. Never empty.
  private let lineStarts: [(index: String.Index, offset: Int)]
  /// Unicode scalars in `text`.
  package let scalarCount: Int

  package init(name: String, text: String) {
    self.name = name
    self.text = text
    var starts = [(index: text.startIndex, offset: 0)]
    var offset = 0
    var afterReturn = false
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      let scalar = scalars[index]
      index = scalars.index(after: index)
      offset += 1
      if scalar == "\n" {
        if afterReturn { starts.removeLast() }
        starts.append((index, offset))
      } else if scalar == "\r" {
        starts.append((index, offset))
      }
      afterReturn = scalar == "\r"
    }
    lineStarts = starts
    scalarCount = offset
  }

  /// The number of lines; a text that ends with a line break has an empty last one.
  package var lineCount: Int { lineStarts.count }

  /// The line with this number, counted from 1, without its line break; empty when out of range.
  package func line(_ number: Int) -> Substring {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let start = lineStarts[number - 1].index
    var end = number < lineStarts.count ? lineStarts[number].index : text.endIndex
    let scalars = text.unicodeScalars
    while end > start {
      let before = scalars.index(before: end)
      guard scalars[before] == "\n" || scalars[before] == "\r" else { break }
      end = before
    }
    return text[start..<end]
  }

  /// The place of the scalar with this offset from the start of the text; clamped to the text.
  package func position(ofScalar offset: Int) -> SourcePosition {
    let offset = min(max(offset, 0), scalarCount)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle].offset <= offset { low = middle } else { high = middle }
    }
    return SourcePosition(line: low + 1, column: offset - lineStarts[low].offset + 1)
  }

  /// The half-open range of the scalars with these offsets; clamped to the text.
  package func range(ofScalars offsets: Range<Int>) -> SourceRange {
    SourceRange(
      source: self, start: position(ofScalar: offsets.lowerBound),
      end: position(ofScalar: offsets.upperBound))
  }

  package static func == (left: SourceText, right: SourceText) -> Bool {
    left === right
      || (left.name.utf8.elementsEqual(right.name.utf8)
        && left.text.utf8.elementsEqual(right.text.utf8))
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(scalarCount)
  }
}
