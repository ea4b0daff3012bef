/// How wide the columns of a table are, and its lines in them.
struct TableLayout {
  private let columns: [Table.Column]
  private var widths: [Int]
  /// The widest word of each wrapped column, below which it would have to break words; no more than
  /// leaves the others room.
  private let words: [Int]
  /// Columns in which a star leaves a cell free beside all other figures.
  private let hasStars: [Bool]

  private static let gap = 2
  private static let narrowest = 10

  /// The layout of what the rows need; of at most `width` cells where enough columns give way.
  init(
    _ columns: [Table.Column], _ rows: [Table.Row], width: Int = .max, withTitles: Bool = true
  ) {
    let cells = rows.compactMap { row in
      if case .cells(let cells, _) = row { cells } else { nil }
    }
    let stars = columns.indices.map { index in cells.contains { $0[index].isStarred } }
    self.columns = columns
    hasStars = stars
    widths = columns.indices.map { index in
      let widest = cells.map { displayWidth($0[index].text) }.max() ?? 0
      return max(
        widest + (stars[index] ? 1 : 0), withTitles ? displayWidth(columns[index].title) : 0)
    }
    words = columns.indices.map { index in
      guard columns[index].yield == .wrapped else { return 0 }
      return cells.flatMap { $0[index].text.split(separator: " ") }
        .map { min(displayWidth(String($0)), width / 8 * 5) }.max() ?? 0
    }
    shrink(to: width)
  }

  var width: Int { widths.reduce(0, +) + max(columns.count - 1, 0) * Self.gap }

  /// Takes what is too much from the widest column that may give, until it fits or none can. Columns
  /// that would have to break a word for it come last.
  private mutating func shrink(to limit: Int) {
    while width > limit {
      let givers = columns.indices.filter {
        columns[$0].yield != .never && widths[$0] > Self.narrowest
      }
      let easy = givers.filter { widths[$0] > words[$0] }
      guard let widest = (easy.isEmpty ? givers : easy).max(by: { widths[$0] < widths[$1] }) else {
        return
      }
      widths[widest] -= 1
    }
  }

  /// The lines of one row: as many as its longest wrapped cell takes.
  func lines(_ cells: [Table.Cell]) -> [String] {
    let texts = cells.indices.map { index in
      columns[index].yield == .wrapped
        ? broken(cells[index].text, to: widths[index])
        : [shortened(cells[index].text, to: widths[index])]
    }
    let height = texts.map(\.count).max() ?? 0
    return (0..<height).map { line in
      var text = ""
      for index in cells.indices {
        if index > 0 { text += String(repeating: " ", count: Self.gap) }
        let part = line < texts[index].count ? texts[index][line] : ""
        text += aligned(part, cells[index].isStarred, in: index)
      }
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  private func aligned(_ text: String, _ isStarred: Bool, in index: Int) -> String {
    let starred = text + (isStarred ? "*" : hasStars[index] ? " " : "")
    let padding = String(repeating: " ", count: max(widths[index] - displayWidth(starred), 0))
    return columns[index].isNumber ? padding + starred : starred + padding
  }

  /// The line above the titles: each group's name over its columns; nil where there are none.
  var groups: String? {
    guard columns.contains(where: { $0.group != nil }) else { return nil }
    var line = ""
    var index = 0
    while index < columns.count {
      if index > 0 { line += String(repeating: " ", count: Self.gap) }
      var end = index + 1
      while columns[index].group != nil, end < columns.count,
        columns[end].group == columns[index].group
      { end += 1 }
      let width = widths[index..<end].reduce(0, +) + (end - index - 1) * Self.gap
      line += banner(columns[index].group, width)
      index = end
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  private func banner(_ name: String?, _ width: Int) -> String {
    guard let name else { return String(repeating: " ", count: width) }
    let rest = max(width - displayWidth(name) - 2, 0)
    // No line on one side alone: the name stands over its figures.
    if rest < 2 {
      return String(repeating: " ", count: max(width - displayWidth(name), 0)) + name
    }
    return String(repeating: "─", count: rest / 2) + " \(name) "
      + String(repeating: "─", count: rest - rest / 2)
  }
}
