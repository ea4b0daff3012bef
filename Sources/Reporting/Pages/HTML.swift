/// A part of a page: a tree of elements and texts.
///
/// A page is safe by what this type can say. Elements and attributes are of closed sets, without
/// scripts, links and anything that a browser would fetch; text and values of attributes are escaped
/// where they are written out, in one place. Only the program's own style sheet is not.
indirect enum HTML: Sendable {
  case text(String)
  case element(Tag, [Attribute], [HTML])
  case group([HTML])
  case styleSheet(StaticString)

  /// Elements of HTML, and of SVG within it.
  enum Tag: String, Sendable {
    case html, head, meta, title, style, body, main, header, section, footer, div
    case h1, h2, h3, p, span, strong, small, abbr, bdi, code, br
    case ol, ul, li, dl, dt, dd, details, summary, figure, figcaption
    case table, caption, thead, tbody, tr, th, td
    case svg, g, rect, line, desc
    /// SVG's `text`.
    case label = "text"
  }

  struct Attribute: Sendable {
    enum Name: String, Sendable {
      case id, `class`, lang, charset, name, content, title, scope, colspan, role, tabindex, open
      case httpEquiv = "http-equiv"
      case ariaLabel = "aria-label"
      case ariaLabelledBy = "aria-labelledby"
      case ariaHidden = "aria-hidden"
      case width, height, x, y, x1, x2, y1, y2, dx, rx
      case textAnchor = "text-anchor"
    }

    let name: Name
    let value: String

    init(_ name: Name, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}

extension HTML: ExpressibleByStringInterpolation {
  init(stringLiteral value: String) { self = .text(value) }
}

extension HTML {
  /// An element of this class, or of none.
  static func tag(
    _ tag: Tag, _ kind: String? = nil, _ attributes: KeyValuePairs<Attribute.Name, String>,
    _ children: [HTML]
  ) -> HTML {
    let own = kind.map { [Attribute(.class, $0)] } ?? []
    return .element(tag, own + attributes.map { Attribute($0.key, $0.value) }, children)
  }

  static func tag(
    _ tag: Tag, _ kind: String?, _ attributes: KeyValuePairs<Attribute.Name, String>
  ) -> HTML {
    .tag(tag, kind, attributes, [])
  }

  /// An element of this class, or of none, around its parts.
  static func tag(_ tag: Tag, _ kind: String? = nil, _ children: HTML...) -> HTML {
    .tag(tag, kind, [:], children)
  }

  /// A name out of rules or data: apart from what surrounds it in whichever direction it reads, and
  /// not longer than anybody would look at.
  static func name(_ text: String) -> HTML { .tag(.bdi, nil, .text(cut(text, to: 160))) }
}

/// As much of a text as a page has room for. Marks that pile up on one character count, too.
func cut(_ text: String, to width: Int) -> String {
  let most = width * 4
  let scalars = text.unicodeScalars.prefix(most + 1)
  guard scalars.count > most else { return shortened(text, to: width) }
  return shortened(String(String.UnicodeScalarView(scalars.prefix(most))), to: width - 1) + "…"
}
