/// One self-contained page: without scripts, and without anything that has to be fetched.
struct Page {
  /// What it is called in a tab or a list of files.
  let title: String
  /// What kind of page it is, above its heading.
  let kind: String
  let heading: [HTML]
  let parts: [HTML]

  /// The whole file.
  var text: String {
    let head = HTML.tag(
      .head, nil, .tag(.meta, nil, [.charset: "utf-8"]),
      .tag(
        .meta, nil,
        [
          .httpEquiv: "Content-Security-Policy",
          .content: "default-src 'none'; style-src 'unsafe-inline'",
        ]),
      .tag(.meta, nil, [.name: "viewport", .content: "width=device-width, initial-scale=1"]),
      .tag(.meta, nil, [.name: "color-scheme", .content: "light dark"]),
      .tag(.title, nil, .text(cut(title, to: 200))),
      .tag(.style, nil, .styleSheet(Page.styleSheet)))
    let header = HTML.tag(
      .header, nil, .tag(.p, "kind", .text(kind)), .tag(.h1, nil, [:], heading))
    let body = HTML.tag(.body, nil, .tag(.main, nil, [:], [header] + parts))
    return "<!DOCTYPE html>\n" + HTML.tag(.html, nil, [.lang: "en"], [head, body]).written
  }

  /// A part with a heading of its own.
  static func section(_ title: String, _ parts: [HTML]) -> HTML {
    .tag(.section, nil, [:], [.tag(.h2, nil, .text(title))] + parts)
  }

  /// What stands beside the headline: each a figure with what it is.
  static func facts(_ facts: [(name: String, figure: HTML, meaning: String?)]) -> HTML {
    .tag(
      .dl, "facts", [:],
      facts.map { fact in
        let meaning = fact.meaning.map { [HTML.tag(.dd, "meaning", .text($0))] } ?? []
        return .tag(
          .div, nil, [:],
          [.tag(.dt, nil, .text(fact.name)), .tag(.dd, nil, fact.figure)] + meaning)
      })
  }

  /// What the figures rest on; nil where there is nothing to say.
  static func notes(_ notes: [Note]) -> HTML? {
    guard !notes.isEmpty else { return nil }
    let items = notes.map { note in
      let kind =
        switch note.mark {
        case .star: "assumed"
        case .alert: "alert"
        case .item, .plain: "said"
        }
      let mark = note.mark == .star || note.mark == .alert ? note.mark.rawValue : "–"
      return HTML.tag(
        .li, kind, [:],
        [.tag(.span, "mark", [.ariaHidden: "true"], [.text(mark)]), " ", .text(note.text)])
    }
    return section("What the figures rest on", [.tag(.ul, "notes", [:], items)])
  }
}

/// Where a page's figures come from, which a bill does not know by itself.
package struct PageOrigin: Sendable {
  /// The rows that were priced, such as `the profile now.json`.
  package let rows: String
  /// The program that made the page, with its version.
  package let program: String

  package init(rows: String, program: String) {
    self.rows = rows
    self.program = program
  }
}
