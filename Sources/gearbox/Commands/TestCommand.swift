import ArgumentParser
import Diagnostics
import Foundation
import Money
import Planning
import Reporting

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Holds rule files against the rule tests beside them.",
    discussion: """
      Rule tests are cases in a file tests.yaml: given these facts and answers, expect this score, \
      these tiers and this cost. For each case that fails, every point and every part of every \
      condition is shown with its value. At the end stands what no case reaches: tiers that are \
      never asked, and conditions that are never true or never false.

        gearbox test                     every tests.yaml below rules/
        gearbox test rules/v2.yaml       the cases of this one file
        gearbox test --fail-under 90

      Exit status: 0 every case passed; 1 one failed, or a file is faulty, or less is reached than \
      --fail-under asks for.
      """)

  @Argument(
    help: ArgumentHelp(
      "Rule files, tests files or folders; else every tests.yaml below rules/.",
      valueName: "rules"),
    completion: .file(extensions: ["yaml", "yml"]))
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "Fail where less than this percentage of tiers and conditions is reached.",
      valueName: "percent"))
  var failUnder: String?

  @OptionGroup var rules: RuleOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if failUnder != nil, threshold == nil {
      throw ValidationError("--fail-under takes a number from 0 to 100, such as 90 or 87.5.")
    }
  }

  private var threshold: ExactDecimal? {
    guard let percent = failUnder.flatMap({ ExactDecimal($0) }), !percent.isNegative,
      let most = try? ExactDecimal(100), percent <= most
    else { return nil }
    return percent
  }

  func run() throws {
    let console = Console.standard
    var suites: [RuleTestReport.Suite] = []
    var areFaulty = false
    var told: Set<Diagnostic> = []
    for place in try places() {
      var diagnostics = DiagnosticList()
      let loader = RuleTestLoader { path, diagnostics in
        let report = rules.load(path)
        diagnostics.add(contentsOf: report.diagnostics)
        return report.plan
      }
      let suite = loader.load(place.tests, only: place.only, into: &diagnostics)
      console.report(diagnostics.sorted().filter { told.insert($0).inserted })
      if let suite { suites.append(.init(suite)) } else { areFaulty = true }
    }
    let report = RuleTestReport(suites)
    if !suites.isEmpty {
      try format.write(to: console, text: { report.text(on: $0) }, json: { report.json })
    }
    if areFaulty || report.failed > 0 { throw ExitStatus.faulty }
    if let threshold, report.coverage.isBelow(threshold) {
      throw CommandFailure(
        .faulty,
        "\(CoverageFigure(report.coverage).shown) of tiers and conditions is reached, and "
          + "--fail-under asks for \(threshold)%",
        help: "add cases for what is not reached")
    }
  }
}

extension TestCommand {
  /// A tests file, and the names of the rule files that are held against it; nil for all.
  private struct Place {
    let tests: String
    var only: [String]?
  }

  private func places() throws -> [Place] {
    if paths.isEmpty { return try testsFiles(below: "rules").map { Place(tests: $0, only: nil) } }
    var places: [Place] = []
    for path in paths {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
        places += try testsFiles(below: path).map { Place(tests: $0, only: nil) }
        continue
      }
      let (folder, name) = split(path)
      if name == Self.fileName {
        places.append(Place(tests: path, only: nil))
      } else if let index = places.firstIndex(where: { $0.tests == folder + Self.fileName }) {
        places[index].only?.append(name)
      } else {
        try requireFile(folder + Self.fileName, beside: path)
        places.append(Place(tests: folder + Self.fileName, only: [name]))
      }
    }
    return places
  }

  private static let fileName = "tests.yaml"

  private func split(_ path: String) -> (folder: String, name: String) {
    let end = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return (String(path[..<end]), String(path[end...]))
  }

  private func requireFile(_ tests: String, beside path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(.faulty, "there is no rule file '\(path)'")
    }
    guard FileManager.default.fileExists(atPath: tests) else {
      throw CommandFailure(
        .faulty, "there are no rule tests beside '\(path)'", help: "write them into \(tests)")
    }
  }

  private func testsFiles(below folder: String) throws -> [String] {
    let root = folder.hasSuffix("/") ? folder : folder + "/"
    // A link to a folder is one, too: what lists a folder does not follow it.
    let target = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    let found = FileManager.default.enumerator(atPath: target)?.compactMap { $0 as? String } ?? []
    let files = found.filter { split($0).name == Self.fileName }.sorted().map { root + $0 }
    guard !files.isEmpty else {
      throw CommandFailure(
        .faulty, "there is no tests.yaml below '\(folder)'",
        help: "write rule tests beside your rule files, or name a rule file that has some")
    }
    return files
  }
}
