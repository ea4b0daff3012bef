import Diagnostics
import Testing
import YAML

/// SplitMix64: the same mutations in every run.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

private let ruleFile = """
  ruleset: vehicle-images   # é 名前
  version: 1
  subjects: &s
    table: vehicle_images
    where: "vehicle_id IS NOT NULL \\u00e9 \\
      AND true"
  facts:
    has_manual: { exists: docs, by: vehicle_id, where: 'type = ''manual''' }
    user_tags:  { count: image_tags, by: { image_id: id } }
  score:
    has_spid:  20
    receipts:  { each: 5, max: 25 }
  stages:
    identify:
      when: organize.ok
        && score > 10
      tiers: [ {at_least: 60, cost: 0.0001}, *s, ]
  template: |2-
      You are {{x}}.

     More
  summary: >+
    folded
    text

     indented
  reprocess: [tier_improves]
  """

@Suite("Any text ends in a document or in diagnostics")
struct MutationTests {
  private static let pieces: [String] = [
    "[", "]", "{", "}", ":", ": ", ",", "- ", "? ", "\n", "\r\n", "\r", "\t", "  ", "'", "\"", "\\",
    "|", ">", "|2\n", ">-\n", "&a ", "*a", "*s", "!", "!x ", "!!str ", "%", "@", "`", "#", " #",
    "<<: ", "---\n", "...\n", "%YAML 1.1\n", "\u{FEFF}", "\u{85}", "\u{2028}", "\u{0}", "\u{7}",
    "👩‍👩‍👧", "e\u{301}", "\u{202E}", "\\x4", "\\u12", "''", "~", "0x", "9999999999999999999", "1",
  ]

  @Test("of 8,000 mutations of a rule file", arguments: 0..<8)
  func mutations(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    let renderer = DiagnosticRenderer(color: seed.isMultiple(of: 2))
    for _ in 0..<1_000 {
      var text = Array(ruleFile.unicodeScalars)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        mutate(&text, &generator)
      }
      var view = String.UnicodeScalarView()
      view.append(contentsOf: text)
      let reading = Reading(String(view))
      #expect(reading.document != nil || reading.diagnostics.contains { $0.severity == .error })
      if !reading.diagnostics.isEmpty {
        #expect(!renderer.render(reading.diagnostics).isEmpty)
      }
      if let root = reading.document?.root { walk(root) }
    }
  }

  @Test("of bytes that are no text", arguments: 0..<4)
  func bytes(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<500 {
      var bytes = Array(ruleFile.utf8)
      for _ in 0..<3 {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[index] = UInt8.random(in: 0...255, using: &generator)
      }
      var list = DiagnosticList()
      let source = SourceText.decode(bytes, name: "t", into: &list)
      #expect((source == nil) == list.hasErrors)
    }
  }

  private func mutate(_ text: inout [Unicode.Scalar], _ generator: inout SeededGenerator) {
    let start = Int.random(in: 0...text.count, using: &generator)
    let end = min(text.count, start + Int.random(in: 0...8, using: &generator))
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: text.removeSubrange(start..<end)
    case 1:
      text.insert(
        contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &generator))
    case 2: text.removeSubrange(end...)
    default:
      let piece = Self.pieces.randomElement(using: &generator) ?? ""
      text.replaceSubrange(start..<min(end, start + 1), with: piece.unicodeScalars)
    }
  }

  /// Every text can be asked for every part of it.
  private func walk(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): check(scalar.text)
    case .sequence(let items): items.forEach(walk)
    case .mapping(let mapping):
      for entry in mapping.entries {
        check(entry.key)
        walk(entry.value)
      }
    }
  }

  private func check(_ text: LocatedText) {
    for offset in 0...text.value.unicodeScalars.count {
      let part = text.range(of: offset..<offset + 1)
      #expect(text.range.start <= part.start && part.end <= max(text.range.end, part.start))
    }
  }
}
