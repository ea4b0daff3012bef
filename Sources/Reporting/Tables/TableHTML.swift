extension Table {
  /// The table for a page, in a box of its own in which it can be scrolled where it is wide.
  ///
  /// - Parameter caption: What it is, for whoever does not see what stands around it.
  func html(_ caption: String) -> HTML {
    let stars = columns.indices.map { index in
      rows.contains { row in
        if case .cells(let cells, _) = row { cells[index].isStarred } else { false }
      }
    }
    var body: [HTML] = []
    var isBelowRule = false
    for row in rows {
      switch row {
      case .rule: isBelowRule = true
      case .cells(let cells, let ink):
        body.append(.tag(.tr, rowKind(ink, isBelowRule), [:], parts(cells, stars)))
        isBelowRule = false
      }
    }
    let table = HTML.tag(
      .table, nil, .tag(.caption, nil, .text(caption)), head, .tag(.tbody, nil, [:], body))
    return .tag(
      .div, rows.count > 14 ? "scroll" : "scroll short",
      [.role: "region", .tabindex: "0", .ariaLabel: caption], [table])
  }

  private func rowKind(_ ink: Style.Ink?, _ isBelowRule: Bool) -> String? {
    let kinds = [
      ink == .bold ? "total" : nil, ink == .dim ? "quiet" : nil, isBelowRule ? "sum" : nil,
    ]
    .compactMap(\.self)
    return kinds.isEmpty ? nil : kinds.joined(separator: " ")
  }

  /// The titles, under the names of their groups.
  private var head: HTML {
    let titles = HTML.tag(
      .tr, nil, [:],
      columns.map { column in
        column.name.isEmpty
          ? .tag(.td, nil)
          : .tag(.th, column.isNumber ? "n" : nil, [.scope: "col"], [.name(column.name)])
      })
    guard columns.contains(where: { $0.group != nil }) else { return .tag(.thead, nil, titles) }
    var groups: [HTML] = []
    var index = 0
    while index < columns.count {
      let group = columns[index].group
      let others = columns[index...].firstIndex { $0.group != group } ?? columns.count
      let end = group == nil ? index + 1 : others
      let span = String(end - index)
      groups.append(
        group.map { .tag(.th, "group", [.scope: "colgroup", .colspan: span], [.name($0)]) }
          ?? .tag(.td, nil))
      index = end
    }
    return .tag(.thead, nil, .tag(.tr, nil, [:], groups), titles)
  }

  /// The cells of a row. The last name among its first columns heads it.
  private func parts(_ cells: [Cell], _ stars: [Bool]) -> [HTML] {
    let names = columns.prefix { !$0.isNumber }.indices
    let head = names.last { !cells[$0].text.isEmpty && !columns[$0].name.isEmpty }
    return cells.indices.map { index in
      let cell = cells[index]
      var content: [HTML] = cell.text.isEmpty ? [] : [.text(cut(cell.text, to: 300))]
      if stars[index] { content.append(cell.isStarred ? .star : .tag(.span, "star")) }
      if index == head { return .tag(.th, nil, [.scope: "row"], content) }
      return .tag(.td, columns[index].kind, [:], content)
    }
  }
}

extension Table.Column {
  /// How its cells look.
  fileprivate var kind: String? {
    isNumber ? "n" : yield == .wrapped ? "words" : nil
  }
}

extension HTML {
  /// The mark of a figure that rests on something.
  static let star = HTML.tag(
    .abbr, "star", [.title: "rests on an assumption: see what the figures rest on"], ["*"])

  /// A figure, with its star where it has one.
  static func figure(_ text: String, isStarred: Bool) -> HTML {
    isStarred ? .group([.text(text), .star]) : .text(text)
  }
}
