extension ScalarPositions {
  /// Reads a literal or folded scalar from its `|` or `>` on. `expected` is its value, of which the
  /// indentation is learnt: libyaml's own depends on what is around the scalar.
  mutating func readBlock(_ range: Range<Int>, isLiteral: Bool, expected: [Unicode.Scalar]) {
    var chomping: Unicode.Scalar?
    var offset = range.lowerBound + 1
    while let scalar = scalar(at: offset), !scalar.isBreak {
      if scalar.isBlank || scalar == "#" { break }
      if scalar == "+" || scalar == "-" { chomping = scalar }
      offset += 1
    }
    while let scalar = scalar(at: offset), !scalar.isBreak { offset += 1 }
    offset = skipBreak(offset)

    let body = BlockBody(
      indentation: indentation(from: offset, to: range.upperBound, expected: expected),
      limit: range.upperBound, isLiteral: isLiteral)
    var breaks = blankLines(from: &offset, body)
    var lineBreak: Int?
    var previousIsIndented = false
    while offset < body.limit, let first = scalar(at: offset) {
      joinLines(lineBreak, breaks, folds: !isLiteral && !previousIsIndented && !first.isBlank)
      previousIsIndented = first.isBlank
      while offset < body.limit, let scalar = scalar(at: offset), !scalar.isBreak {
        emit(scalar, at: offset)
        offset += 1
      }
      lineBreak = offset < body.limit ? offset : nil
      offset = min(skipBreak(offset), body.limit)
      breaks = blankLines(from: &offset, body)
    }
    if chomping != "-", let lineBreak { emitBreak(lineBreak) }
    if chomping == "+" { breaks.forEach { emitBreak($0) } }
  }

  private struct BlockBody {
    let indentation: Int
    let limit: Int
    let isLiteral: Bool
  }

  /// The break that ended the line before, and the empty lines after it.
  private mutating func joinLines(_ lineBreak: Int?, _ breaks: [Int], folds: Bool) {
    if let lineBreak {
      if folds, scalar(at: lineBreak)?.normalizedBreak == "\n" {
        if breaks.isEmpty { emit(" ", at: lineBreak) }
      } else {
        emitBreak(lineBreak)
      }
    }
    breaks.forEach { emitBreak($0) }
  }

  private mutating func emitBreak(_ offset: Int) {
    if let scalar = scalar(at: offset) { emit(scalar.normalizedBreak, at: offset) }
  }

  /// Skips indentation and empty lines, and returns the breaks of the latter.
  private func blankLines(from offset: inout Int, _ body: BlockBody) -> [Int] {
    var breaks: [Int] = []
    while true {
      var column = 0
      while column < body.indentation, offset < body.limit, scalar(at: offset) == " " {
        column += 1
        offset += 1
      }
      guard offset < body.limit, let scalar = scalar(at: offset), scalar.isBreak else {
        return breaks
      }
      breaks.append(offset)
      offset = skipBreak(offset)
    }
  }

  /// The spaces before the first line that is not empty, less those that the value has there.
  private func indentation(from start: Int, to limit: Int, expected: [Unicode.Scalar]) -> Int {
    var spaces = 0
    var offset = start
    while offset < limit, let scalar = scalar(at: offset) {
      if scalar == " " {
        spaces += 1
      } else if scalar.isBreak {
        spaces = 0
      } else {
        let kept = expected.drop { $0.isBreak }.prefix { $0 == " " }.count
        return max(spaces - kept, 0)
      }
      offset += 1
    }
    return .max
  }
}
