import Foundation

/// The fenced blocks of a page of Markdown, in order.
struct Markdown {
  struct Block {
    /// The words after the opening fence, as in `yaml refused`.
    let info: [String]
    let text: String
    /// Of the opening fence, from 1.
    let line: Int
  }

  let blocks: [Block]
  /// The anchors of the headings, as GitHub makes them.
  let headings: [String]
  /// What links lead to, but for addresses of the web.
  let links: [String]

  init(_ text: String) {
    var blocks: [Block] = []
    var prose: [Substring] = []
    var open: (info: [String], line: Int, lines: [Substring])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") {
        if let block = open {
          let text = block.lines.joined(separator: "\n") + "\n"
          blocks.append(Block(info: block.info, text: text, line: block.line))
          open = nil
        } else {
          let info = line.dropFirst(3).split(separator: " ").map(String.init)
          open = (info, index + 1, [])
        }
      } else if open != nil {
        open?.lines.append(line)
      } else {
        prose.append(line)
      }
    }
    self.blocks = blocks
    headings = prose.compactMap { line in
      line.wholeMatch(of: #/#{1,6} (.*)/#).map { heading in
        heading.1.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
          .replacing(" ", with: "-")
      }
    }
    links = prose.joined(separator: "\n").matches(of: #/\]\(([^):]+)\)/#).map { String($0.1) }
  }

  /// Links within the project that lead to no file, or to no heading of one.
  func brokenLinks(from folder: URL) throws -> [String] {
    try links.filter { link in
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let file = parts[0].isEmpty ? nil : folder.appendingPathComponent(String(parts[0]))
      guard let file else { return !headings.contains(String(parts[1])) }
      guard FileManager.default.fileExists(atPath: file.path) else { return true }
      guard parts.count == 2 else { return false }
      let target = Markdown(try String(contentsOf: file, encoding: .utf8))
      return !target.headings.contains(String(parts[1]))
    }
  }
}

/// A YAML file in block style, taken apart by its keys without a YAML reader: the tests that use it
/// are about what the reader says.
struct YAMLSections {
  private(set) var sections: [(key: String, lines: [Substring])] = []

  init(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let key = line.prefixMatch(of: #/([A-Za-z_]+):/#)?.1 {
        sections.append((String(key), [line]))
      } else if !sections.isEmpty {
        sections[sections.count - 1].lines.append(line)
      }
    }
  }

  init(_ sections: [(key: String, lines: [Substring])]) { self.sections = sections }

  var keys: [String] { sections.map(\.key) }
  var text: String { sections.flatMap(\.lines).joined(separator: "\n") + "\n" }

  /// This file with the sections of `fragment`: entry by entry where both are block mappings, else
  /// the fragment's instead.
  func merging(_ fragment: YAMLSections) -> YAMLSections {
    var result = self
    for section in fragment.sections {
      guard let index = result.sections.firstIndex(where: { $0.key == section.key }) else {
        result.sections.append(section)
        continue
      }
      let old = result.sections[index].lines
      result.sections[index].lines =
        Self.isBlock(old) && Self.isBlock(section.lines)
        ? Self.merge(old, section.lines) : section.lines
    }
    return result
  }

  private static func isBlock(_ lines: [Substring]) -> Bool {
    lines.first?.wholeMatch(of: #/[A-Za-z_]+:\s*(#.*)?/#) != nil
  }

  private static func merge(_ old: [Substring], _ new: [Substring]) -> [Substring] {
    let added = Set(new.compactMap(entryName))
    var isReplaced = false
    let kept = old.filter { line in
      if let name = entryName(line) { isReplaced = added.contains(name) }
      return !isReplaced
    }
    return kept + new.dropFirst()
  }

  private static func entryName(_ line: Substring) -> Substring? {
    line.prefixMatch(of: #/\ \ ([^ #][^:]*):/#)?.1
  }
}
