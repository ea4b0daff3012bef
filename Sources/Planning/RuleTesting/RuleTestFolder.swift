import Diagnostics
import Foundation
import Rules
import YAML

/// The folder of a tests file, with the rule files that cases are held against.
struct RuleTestFolder {
  private let folder: String
  /// `v1.yaml`, `v2.yaml` and so on, in the order of their numbers.
  private let versions: [String]

  init(of path: String) {
    let end = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    folder = String(path[..<end])
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: end == path.startIndex ? "." : folder)
    versions = (names ?? []).compactMap { name in versionNumber(of: name).map { (name, $0) } }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
  }

  func path(of file: String) -> String { folder + file }

  /// Versions by their numbers, then the others as they come, each once.
  func inOrder(_ files: [String]) -> [String] {
    let used = Set(files)
    var others: [String] = []
    for file in files where !versions.contains(file) && !others.contains(file) {
      others.append(file)
    }
    return versions.filter(used.contains) + others
  }

  /// Every case with each rule file that it is held against.
  func pairs(
    of tests: RuleTests, only: [String]?, into faults: inout FaultsByFile
  ) -> [(test: RuleTest, file: String)] {
    var diagnostics = DiagnosticList()
    if tests.cases.isEmpty {
      diagnostics.add(
        Diagnostic(
          "no-cases", "the tests have no case", at: tests.ruleset.range,
          help: "add one under 'cases'"))
    } else if versions.isEmpty, only == nil, tests.cases.contains(where: \.isForEveryVersion) {
      diagnostics.add(
        Diagnostic(
          "no-rule-files", "no rule file v1.yaml, v2.yaml, … lies beside the tests",
          at: tests.ruleset.range, help: "name the files of a case: rules: [FILE]"))
    }
    var pairs: [(RuleTest, String)] = []
    for test in tests.cases {
      let named = test.namedFiles
      let missing = named?.filter { !exists($0.value) } ?? []
      for file in missing { diagnostics.add(unknown(file)) }
      let files = named?.map(\.value).filter { name in !missing.contains { $0.value == name } }
      let all = files ?? versions
      checkOverrides(of: test, among: files, into: &diagnostics)
      guard let only else {
        pairs += inOrder(all).map { (test, $0) }
        continue
      }
      pairs += inOrder(files.map { $0.filter(only.contains) } ?? only).map { (test, $0) }
    }
    faults.add(diagnostics, of: nil)
    return pairs
  }

  /// What is expected of a rule file that the case is not held against would never be looked at.
  private func checkOverrides(
    of test: RuleTest, among files: [String]?, into diagnostics: inout DiagnosticList
  ) {
    for (file, _) in test.expectIn where test.expect != nil || test.rules != nil {
      if !exists(file.value) {
        diagnostics.add(unknown(file))
      } else if let files, !files.contains(file.value) {
        diagnostics.add(
          Diagnostic(
            "unknown-rule-file", "the case is not held against '\(file.value)'", at: file.range,
            help: "add it to 'rules'"))
      }
    }
  }

  private func exists(_ file: String) -> Bool {
    !file.utf8.contains(0) && FileManager.default.fileExists(atPath: path(of: file))
  }

  private func unknown(_ file: LocatedText) -> Diagnostic {
    Diagnostic(
      "unknown-rule-file", "there is no rule file '\(file.value)' beside the tests",
      at: file.range,
      help: nearestName(to: file.value, in: versions).map { "did you mean '\($0)'?" }
        ?? (versions.isEmpty ? nil : "there are: \(versions.joined(separator: ", "))"))
  }
}

extension RuleTest {
  /// The rule files that the case names; nil where it is held against every version.
  fileprivate var namedFiles: [LocatedText]? {
    if let rules { return rules }
    return expect == nil && !expectIn.isEmpty ? expectIn.map(\.file) : nil
  }

  fileprivate var isForEveryVersion: Bool { namedFiles == nil }
}

extension RuleTests {
  static func load(_ path: String, into diagnostics: inout DiagnosticList) -> RuleTests? {
    guard let document = YAMLReader.load(path: path, into: &diagnostics) else { return nil }
    return decode(document, into: &diagnostics)
  }

  /// The tests of one rule set say nothing of another.
  func checkName(of plan: RoutingPlan, into diagnostics: inout DiagnosticList) {
    guard plan.name != ruleset.value, let rules = plan.sources.first else { return }
    diagnostics.add(
      Diagnostic(
        "other-ruleset",
        "these are tests of '\(ruleset.value)', and \(rules.name) is the rule set '\(plan.name)'",
        at: ruleset.range,
        help: "write tests: \(plan.name), or name the rule files of each case: rules: [FILE]"))
  }
}

/// The number of `v12.yaml` or `v12.yml`; nil for any other name.
private func versionNumber(of file: String) -> Int? {
  for ending in [".yaml", ".yml"] where file.hasPrefix("v") && file.hasSuffix(ending) {
    let digits = file.dropFirst().dropLast(ending.count)
    if digits.allSatisfy({ $0.isASCII && $0.isNumber }) { return Int(digits) }
  }
  return nil
}
