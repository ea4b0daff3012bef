extension ScalarPositions {
  /// Reads a plain or quoted scalar, without its quotes.
  mutating func readFlow(_ range: Range<Int>, style: ScalarEvent.Style) {
    var offset = range.lowerBound
    while offset < range.upperBound, let scalar = scalar(at: offset) {
      if scalar.isBlank || scalar.isBreak {
        offset = readSpace(from: offset, to: range.upperBound)
      } else if style == .singleQuoted, scalar == "'" {
        emit("'", at: offset)
        offset += 2
      } else if style == .doubleQuoted, scalar == "\\" {
        guard let next = readEscape(from: offset, to: range.upperBound) else { return }
        offset = next
      } else {
        emit(scalar, at: offset)
        offset += 1
      }
    }
  }

  /// Blanks inside a line stay. Around a line break they go; one break is folded into a space, of
  /// several the first goes.
  private mutating func readSpace(from start: Int, to limit: Int) -> Int {
    var offset = start
    while offset < limit, let scalar = scalar(at: offset), scalar.isBlank { offset += 1 }
    guard offset < limit, let first = scalar(at: offset), first.isBreak else {
      for blank in start..<offset {
        if let scalar = scalar(at: blank) { emit(scalar, at: blank) }
      }
      return offset
    }
    let afterFirst = skipBreak(offset)
    let kept = first.normalizedBreak != "\n"
    if kept { emit(first.normalizedBreak, at: start) }
    let before = count
    let next = readFurtherBreaks(from: afterFirst, to: limit)
    if !kept, count == before { emit(" ", at: start) }
    return next
  }

  /// Empty lines, each of which is a break in the value, and the indentation of the line after.
  private mutating func readFurtherBreaks(from start: Int, to limit: Int) -> Int {
    var offset = start
    while offset < limit, let scalar = scalar(at: offset) {
      if scalar.isBlank {
        offset += 1
      } else if scalar.isBreak {
        emit(scalar.normalizedBreak, at: offset)
        offset = skipBreak(offset)
      } else {
        break
      }
    }
    return offset
  }

  private mutating func readEscape(from start: Int, to limit: Int) -> Int? {
    guard start + 1 < limit, let code = scalar(at: start + 1) else { return nil }
    if code.isBreak { return readFurtherBreaks(from: skipBreak(start + 1), to: limit) }
    if let simple = simpleEscapes[code] {
      emit(simple, at: start)
      return start + 2
    }
    let length: Int
    switch code {
    case "x": length = 2
    case "u": length = 4
    case "U": length = 8
    default: return nil
    }
    var number: UInt32 = 0
    for offset in start + 2..<start + 2 + length {
      guard offset < limit, let digit = scalar(at: offset).flatMap(hexValue) else {
        return nil
      }
      number = number << 4 | digit
    }
    guard let scalar = Unicode.Scalar(number) else { return nil }
    emit(scalar, at: start)
    return start + 2 + length
  }
}

private let simpleEscapes: [Unicode.Scalar: Unicode.Scalar] = [
  "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "\t": "\t", "n": "\n", "v": "\u{B}",
  "f": "\u{C}", "r": "\r", "e": "\u{1B}", " ": " ", "\"": "\"", "/": "/", "\\": "\\",
  "N": "\u{85}", "_": "\u{A0}", "L": "\u{2028}", "P": "\u{2029}",
]

private func hexValue(_ scalar: Unicode.Scalar) -> UInt32? {
  scalar.isASCII ? Character(scalar).hexDigitValue.map { UInt32($0) } : nil
}
