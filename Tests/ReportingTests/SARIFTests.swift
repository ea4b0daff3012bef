import Diagnostics
import JSON
import Reporting
import Testing

/// The severities of findings, as SARIF names them.
private let levels: Set = ["error", "warning", "note", "none"]

@Suite("Findings are written in SARIF 2.1.0")
struct SARIFTests {
  private static let source = SourceText(name: "rules/a b.yaml", text: "héllo: 🚗 x\nsecond: y\n")

  private static let findings = [
    Diagnostic(
      .error, "unknown-fact", "no fact 'x'", at: source.range(ofScalars: 9..<10),
      label: "here", also: [.init(range: source.range(ofScalars: 11..<17), text: "seen here")],
      help: "did you mean 'y'?", "or remove it"),
    Diagnostic(.warning, "unused-fact", "nothing uses it", at: source.range(ofScalars: 19..<20)),
    Diagnostic(.note, "unknown-fact", "elsewhere", at: nil),
  ]

  private func log(_ files: [(String, [Diagnostic])]) -> JSONValue {
    var log = SARIFLog(toolVersion: "1.2.3", workingDirectory: "/home/here")
    for (file, found) in files { log.add(found, of: file) }
    return log.json
  }

  @Test("with everything that is known of a finding")
  func whole() throws {
    let run = try #require(log([("rules/a b.yaml", Self.findings)])["runs"]?.array?.first)
    #expect(run.value(at: ["tool", "driver", "name"]) == "gearbox")
    #expect(run.value(at: ["tool", "driver", "version"]) == "1.2.3")
    #expect(run["columnKind"] == "unicodeCodePoints")
    let rules = try #require(run.value(at: ["tool", "driver", "rules"])?.array)
    #expect(rules.map { $0["id"] } == ["unknown-fact", "unused-fact"])
    #expect(
      rules.map { $0.value(at: ["defaultConfiguration", "level"]) } == ["error", "warning"])
    let first = try #require(run["results"]?.array?.first)
    #expect(
      first == [
        "ruleId": "unknown-fact", "ruleIndex": 0, "level": "error",
        "message": ["text": "no fact 'x'\nhelp: did you mean 'y'?\nhelp: or remove it"],
        "locations": [
          [
            "physicalLocation": [
              "artifactLocation": ["uri": "rules/a%20b.yaml"],
              "region": ["startLine": 1, "startColumn": 10, "endLine": 1, "endColumn": 11],
            ],
            "message": ["text": "here"],
          ]
        ],
        "relatedLocations": [
          [
            "id": 0,
            "physicalLocation": [
              "artifactLocation": ["uri": "rules/a%20b.yaml"],
              "region": ["startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 7],
            ],
            "message": ["text": "seen here"],
          ]
        ],
      ])
    let last = try #require(run["results"]?.array?.last)
    #expect(
      last["locations"] == [
        ["physicalLocation": ["artifactLocation": ["uri": "rules/a%20b.yaml"]]]
      ])
  }

  @Test(
    "with paths from where the command was run",
    arguments: [
      ("rules/v1.yaml", "rules/v1.yaml"), ("./v1.yaml", "v1.yaml"), ("../v1.yaml", "../v1.yaml"),
      ("/home/here/a/v1.yaml", "a/v1.yaml"),
      ("/home/hereafter/é.yaml", "file:///home/hereafter/%C3%A9.yaml"),
      ("a:b%.yaml", "a%3Ab%25.yaml"),
    ])
  func paths(_ path: String, _ uri: String) {
    let run = log([(path, [])])["runs"]?.array?.first
    #expect(run?["artifacts"] == [["location": ["uri": .string(uri)]]])
  }

  @Test("a fault of a file that several rule files share once")
  func shared() {
    let run = log([("a.yaml", Self.findings), ("b.yaml", Self.findings)])["runs"]?.array?.first
    #expect(run?["results"]?.array?.count == 4)
    #expect(run?["artifacts"]?.array?.count == 2)
  }

  /// What the specification demands of every object that is used here (§3.13 to §3.52).
  @Test("with all that the specification demands")
  func required() throws {
    let log = log([("rules/a b.yaml", Self.findings), ("/x/none.yaml", [])])
    #expect(log["version"] == "2.1.0")
    for run in try #require(log["runs"]?.array) {
      let rules = try #require(run.value(at: ["tool", "driver", "rules"])?.array)
      let ids = rules.compactMap { $0["id"]?.string }
      #expect(ids.count == rules.count && Set(ids).count == ids.count)
      for rule in rules {
        #expect(rule.value(at: ["shortDescription", "text"])?.string?.isEmpty == false)
        let level = rule.value(at: ["defaultConfiguration", "level"])?.string
        #expect(levels.contains(try #require(level)))
      }
      for result in try #require(run["results"]?.array) {
        let index = Int(try #require(result["ruleIndex"]?.int64))
        #expect(ids[index] == result["ruleId"]?.string)
        #expect(levels.contains(try #require(result["level"]?.string)))
        #expect(result.value(at: ["message", "text"])?.string?.isEmpty == false)
        let places = (result["locations"]?.array ?? []) + (result["relatedLocations"]?.array ?? [])
        #expect(!places.isEmpty)
        for place in places {
          let physical = try #require(place["physicalLocation"])
          let uri = try #require(physical.value(at: ["artifactLocation", "uri"])?.string)
          #expect(!uri.isEmpty && !uri.contains(" ") && !uri.contains("\\"))
          guard let region = physical["region"] else { continue }
          let bounds = try ["startLine", "startColumn", "endLine", "endColumn"].map {
            try #require(region[$0]?.int64)
          }
          #expect(bounds.allSatisfy { $0 >= 1 })
          #expect((bounds[0], bounds[1]) <= (bounds[2], bounds[3]))
        }
      }
    }
  }
}
