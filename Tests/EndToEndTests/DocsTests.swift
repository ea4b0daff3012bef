import Foundation
import Testing

@Suite("Every example in the docs is true")
struct DocsTests {
  static let pages = ["rule-files.md", "expressions.md"]

  @Test("no block is left out", arguments: pages)
  func languages(_ name: String) throws {
    let known: Set<String?> = ["yaml", "cel", "console"]
    for block in try DocsPage(name).blocks {
      #expect(known.contains(block.info.first), "\(name):\(block.line)")
    }
  }

  @Test("files and fragments of files are accepted, or refused as the page says", arguments: pages)
  func files(_ name: String) async throws {
    let page = try DocsPage(name)
    let project = try await DocsProject()
    for block in page.blocks where block.info.first == "yaml" {
      let output = try await project.tryOut(block)
      let wanted = Set(block.info.dropFirst())
      let found = output.stderr.matches(of: #/(?m)^error\[([a-z-]+)\]/#).map { String($0.1) }
      #expect(Set(found) == wanted, "\(name):\(block.line)\n\(block.text)\(output.stderr)")
      if wanted.isEmpty {
        #expect(output.status == 0, "\(name):\(block.line)\n\(output.stdout)\(output.stderr)")
      }
    }
  }

  @Test("expressions come to what the page says", arguments: pages)
  func expressions(_ name: String) throws {
    for block in try DocsPage(name).blocks where block.info.first == "cel" {
      for example in try ExpressionExamples(block).examples {
        #expect(example.outcome == example.result, "\(name): \(example.expression)")
      }
    }
  }

  @Test("commands print what the page says", arguments: pages)
  func commands(_ name: String) async throws {
    let page = try DocsPage(name)
    let project = try await DocsProject()
    for block in page.blocks where block.info.first == "console" {
      for (command, expected) in ConsoleExamples(block).examples {
        let output = try await Program.shell(
          "{ \(command)\n} 2>&1", in: Program.root,
          ["DATABASE_URL": project.database, "COLUMNS": "80"])
        let lines = output.stdout.replacing(#/(?m) +$/#, with: "")
          .split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
          ConsoleExamples.matches(lines.dropLast(), expected),
          "\(name):\(block.line) $ \(command)\n\(output.stdout)")
      }
    }
  }

  @Test("the tables of keys are those that decode the files")
  func keys() throws {
    let page = try DocsPage("rule-files.md")
    let filled = KeyTables.filled(page.text)
    if CaseTests.isRecording {
      try filled.write(
        to: Program.root.appendingPathComponent("docs/\(page.name)"), atomically: true,
        encoding: .utf8)
      Issue.record("recorded docs/\(page.name); run again without GEARBOX_RECORD")
    } else {
      #expect(page.text == filled, "docs/\(page.name) is stale: GEARBOX_RECORD=1 scripts/test")
    }
    for what in KeyTables.mappings.keys.sorted() {
      #expect(page.text.contains("<!-- keys: \(what) -->"), "no table of \(what)")
    }
  }

  @Test("the page on expressions names every function and macro there is")
  func functions() throws {
    let page = try DocsPage("expressions.md").text
    let folder = Program.root.appendingPathComponent("Sources/Expressions/Functions")
    var names = ["has", "all", "exists", "exists_one", "map", "filter"]
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      let made = #/\b(?:Function|predicate|conversion|accessor)\(\s*"(\w+)"/#
      names += text.matches(of: made).map { String($0.1) }
    }
    #expect(names.count > 25)
    for name in names {
      #expect(
        page.contains(try Regex("[^A-Za-z_]\(name)\\(")), "\(name) is not in docs/expressions.md")
    }
  }

  @Test("links lead to what is there", arguments: pages + ["diagnostics.md", "operations.md"])
  func links(_ name: String) throws {
    let folder = Program.root.appendingPathComponent("docs")
    #expect(try Markdown(DocsPage(name).text).brokenLinks(from: folder) == [])
  }

  @Test("a line … stands for any lines, and nothing else does")
  func eliding() {
    let lines: [Substring] = ["a", "b", "c"]
    #expect(ConsoleExamples.matches(lines, ["a", "…"]))
    #expect(ConsoleExamples.matches(lines, ["…", "c"]))
    #expect(ConsoleExamples.matches(lines, lines))
    #expect(!ConsoleExamples.matches(lines, ["a", "c"]))
    #expect(!ConsoleExamples.matches(lines, ["…", "b"]))
    #expect(!ConsoleExamples.matches(lines, []))
  }
}
