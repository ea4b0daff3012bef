import Diagnostics

/// The Unicode scalars of a source, at the offsets that libyaml counts in.
struct SourceScalars {
  let source: SourceText
  private let scalars: [Unicode.Scalar]

  init(_ source: SourceText) {
    self.source = source
    scalars = Array(source.text.unicodeScalars)
  }

  var count: Int { scalars.count }

  /// The scalar at an offset, nil outside of the text.
  subscript(_ offset: Int) -> Unicode.Scalar? {
    scalars.indices.contains(offset) ? scalars[offset] : nil
  }

  func range(_ offsets: Range<Int>) -> SourceRange { source.range(ofScalars: offsets) }

  func position(_ offset: Int) -> SourcePosition { source.position(ofScalar: offset) }

  /// The text between two offsets, clamped.
  func text(_ offsets: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[offsets.clamped(to: 0..<scalars.count)])
    return String(view)
  }

  /// The offset of the scalar that a byte belongs to.
  func offset(ofByte byte: Int) -> Int {
    var bytes = 0
    for (offset, scalar) in scalars.enumerated() {
      bytes += UTF8.width(scalar)
      if bytes > byte { return offset }
    }
    return scalars.count
  }

  /// Where a node itself begins, past the anchor and the tag before it.
  func skipProperties(from offsets: Range<Int>) -> Int {
    var offset = offsets.lowerBound
    while offset < offsets.upperBound, let scalar = self[offset] {
      if scalar == "&" || scalar == "!" {
        while offset < offsets.upperBound, let next = self[offset], !next.isBlank, !next.isBreak {
          offset += 1
        }
      } else if scalar == "#" {
        while offset < offsets.upperBound, let next = self[offset], !next.isBreak { offset += 1 }
      } else if scalar.isBlank || scalar.isBreak {
        offset += 1
      } else {
        return offset
      }
    }
    return offsets.upperBound
  }
}

extension Unicode.Scalar {
  var isBlank: Bool { self == " " || self == "\t" }

  /// What libyaml takes for a line break; YAML 1.2 has only the first two.
  var isBreak: Bool {
    switch self {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  /// The break as it stands in a scalar's value.
  var normalizedBreak: Unicode.Scalar {
    self == "\u{2028}" || self == "\u{2029}" ? self : "\n"
  }
}
