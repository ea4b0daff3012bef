import Diagnostics
import Money
import Rules
import YAML

/// Figures of a rule file replaced where they stand; everything else, comments and layout among it,
/// is kept.
package struct RulePatch: Sendable {
  /// The path as the user gave it.
  package let path: String
  package let before: String
  package let after: String

  package var isEmpty: Bool { before == after }

  init(_ source: SourceText?, _ tiers: [CalibratedTier], _ shares: [CalibratedShare]) {
    path = source?.name ?? ""
    before = source?.text ?? ""
    var ignored = DiagnosticList()
    guard let source, let document = YAMLReader.read(source, into: &ignored),
      let rules = RuleSet.decode(document, into: &ignored)
    else {
      after = before
      return
    }
    var figures: [(SourceRange, String)] = []
    for stage in rules.stages {
      let share = shares.first { $0.stage == stage.name.value }?.offered
      if let share, let range = stage.assume?.range {
        figures.append((range, share.description))
      }
      for (name, call) in stage.calls {
        let tier = tiers.first { $0.stage == stage.name.value && $0.tier == name }
        if let offered = tier?.offered, let range = call.cost?.range {
          figures.append((range, offered.description))
        }
      }
    }
    after = source.replacing(figures)
  }

  /// The patch in the unified form that `git apply` and `patch -p1` take; empty where nothing
  /// changes.
  package var unified: String {
    if isEmpty { return "" }
    let name = path.hasPrefix("/") ? String(path.dropFirst()) : path
    // Without a tab after it, `patch` takes a name only up to its first blank.
    let end = name.contains(" ") ? "\t\n" : "\n"
    return "--- a/\(name)\(end)+++ b/\(name)\(end)" + unifiedHunks(from: before, to: after)
  }
}

extension StageRule {
  /// Each call with the name of its tier; a stage with one call is its own tier.
  fileprivate var calls: [(String, CallRule)] {
    switch asks {
    case .one(let call): [(name.value, call)]
    case .tiers(let tiers, _): tiers.map { ($0.name.value, $0.call) }
    }
  }
}

extension SourceText {
  /// The text with each range replaced; each within one line. A comment after it stays where it is
  /// while there is room.
  fileprivate func replacing(_ figures: [(SourceRange, String)]) -> String {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Array($0) }
    for (range, figure) in figures.sorted(by: { $0.0.start > $1.0.start }) {
      let line = range.start.line - 1
      guard range.start.line == range.end.line, lines.indices.contains(line) else { continue }
      let (start, end) = (range.start.column - 1, range.end.column - 1)
      guard start >= 0, start <= end, end <= lines[line].count else { continue }
      let rest = Self.shifted(
        Array(lines[line][end...]), by: figure.unicodeScalars.count - (end - start))
      lines[line] = lines[line][..<start] + Array(figure.unicodeScalars) + rest
    }
    var result = String.UnicodeScalarView()
    for (index, line) in lines.enumerated() {
      if index > 0 { result.append("\n") }
      result.append(contentsOf: line)
    }
    return String(result)
  }

  /// What follows a figure that grew by so many places, its comment where it was.
  private static func shifted(
    _ rest: [Unicode.Scalar], by growth: Int
  ) -> [Unicode.Scalar] {
    let blanks = rest.prefix { $0 == " " }.count
    guard blanks > 0, blanks < rest.count, rest[blanks] == "#" else { return rest }
    let room = max(blanks - growth, 1)
    return Array(repeating: " ", count: room) + rest[blanks...]
  }
}
