extension HTML {
  /// The part as it stands in a file.
  var written: String {
    var writer = HTMLWriter()
    writer.write(self)
    return writer.text
  }
}

private struct HTMLWriter {
  var text = ""

  mutating func write(_ part: HTML) {
    switch part {
    case .text(let words): text += escaped(words)
    case .group(let parts): for part in parts { write(part) }
    case .styleSheet(let sheet): text += sheet.description
    case .element(let tag, let attributes, let children):
      text += "<" + tag.rawValue
      for attribute in attributes {
        text += " \(attribute.name.rawValue)=\"\(escaped(attribute.value))\""
      }
      text += ">"
      if !tag.isVoid {
        if tag.holdsBlocks { text += "\n" }
        for child in children { write(child) }
        text += "</\(tag.rawValue)>"
      }
      if tag.endsLine { text += "\n" }
    }
  }
}

/// Text on one line in which nothing is taken for HTML, and nothing steers how the page reads.
private func escaped(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in printable(text).unicodeScalars {
    switch scalar {
    case "&": result.append(contentsOf: "&amp;".unicodeScalars)
    case "<": result.append(contentsOf: "&lt;".unicodeScalars)
    case ">": result.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
    case "'": result.append(contentsOf: "&#39;".unicodeScalars)
    case _ where scalar.isNoncharacter || scalar == "\u{61C}": result.append("\u{FFFD}")
    default: result.append(scalar)
    }
  }
  return String(result)
}

extension Unicode.Scalar {
  /// Stands for nothing in any text: `U+FFFE`, `U+FFFF` and their like.
  fileprivate var isNoncharacter: Bool {
    value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
  }
}

extension HTML.Tag {
  /// Has neither parts nor an end.
  fileprivate var isVoid: Bool { self == .meta || self == .br }

  fileprivate var holdsBlocks: Bool {
    switch self {
    case .html, .head, .style, .body, .main, .header, .section, .footer, .div, .ol, .ul, .dl,
      .details, .figure, .table, .thead, .tbody, .svg:
      true
    default: false
    }
  }

  /// Whether a new line begins after it: where no reader would see a blank.
  fileprivate var endsLine: Bool {
    switch self {
    case .span, .strong, .small, .abbr, .bdi, .code: false
    default: true
    }
  }
}
