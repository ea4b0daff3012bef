package import Diagnostics
package import Rules

/// A tests file with the plans that its cases are held against.
package struct RuleTestSuite: Sendable {
  package let tests: RuleTests
  /// The plans by the names of their rule files beside the tests.
  package let plans: [(file: String, plan: RoutingPlan)]
  /// Case by case, and for each case rule file by rule file.
  package let trials: [RuleTrial]

  /// Decides every case.
  package func results() -> [RuleTrialResult] { trials.map { $0.result() } }
}

/// Finds and reads a tests file and the rule files beside it.
package struct RuleTestLoader {
  /// Loads and compiles a rule file, and tells what is wrong with it.
  private let loadPlan: (String, inout DiagnosticList) -> RoutingPlan?

  package init(loadPlan: @escaping (String, inout DiagnosticList) -> RoutingPlan?) {
    self.loadPlan = loadPlan
  }

  /// The suite, or nil where anything is an error. All that is wrong is in `diagnostics`, once.
  ///
  /// - Parameter only: The names of the rule files that cases are held against; nil for all of
  ///   them. Cases that name other rule files are then left out.
  package func load(
    _ path: String, only: [String]? = nil, into diagnostics: inout DiagnosticList
  ) -> RuleTestSuite? {
    guard let tests = RuleTests.load(path, into: &diagnostics) else { return nil }
    // A case that could not be read as a whole may expect something that was not understood.
    let isWhole = !diagnostics.hasErrors
    let folder = RuleTestFolder(of: path)
    var found = FaultsByFile()
    let pairs = folder.pairs(of: tests, only: only, into: &found)
    var plans: [String: RoutingPlan] = [:]
    let files = folder.inOrder(pairs.map(\.file))
    for file in files {
      var faults = DiagnosticList()
      plans[file] = loadPlan(folder.path(of: file), &faults)
      if let plan = plans[file] { tests.checkName(of: plan, into: &faults) }
      found.add(faults, of: nil)
    }
    var trials: [RuleTrial] = []
    for (test, file) in pairs {
      guard let plan = plans[file] else { continue }
      var compiler = TrialCompiler(test, file: file, plan, isWhole: isWhole)
      if let trial = compiler.compile() { trials.append(trial) }
      found.add(compiler.diagnostics, of: file, among: pairs.count { $0.test.isSame(as: test) })
    }
    diagnostics.add(contentsOf: found.diagnostics)
    guard !diagnostics.hasErrors else { return nil }
    return RuleTestSuite(
      tests: tests, plans: files.compactMap { file in plans[file].map { (file, $0) } },
      trials: trials)
  }
}

extension RuleTest {
  fileprivate func isSame(as other: RuleTest) -> Bool { name == other.name }
}

/// Faults, each told once however many rule files have it.
struct FaultsByFile {
  private var found: [(fault: Diagnostic, files: [String], among: Int)] = []

  /// - Parameters:
  ///   - file: The rule file whose faults these are; nil where they name it themselves.
  ///   - count: How many rule files could have had them.
  mutating func add(_ faults: DiagnosticList, of file: String?, among count: Int = 0) {
    for fault in faults.diagnostics {
      if let index = found.firstIndex(where: { $0.fault == fault }) {
        if let file { found[index].files.append(file) }
      } else {
        found.append((fault, file.map { [$0] } ?? [], count))
      }
    }
  }

  /// With the rule files in the label where only some of them have the fault.
  var diagnostics: [Diagnostic] {
    found.map { fault, files, count in
      var fault = fault
      if !files.isEmpty, files.count < count, fault.labels.first?.text.isEmpty == true {
        fault.labels[0].text = "in \(files.joined(separator: " and "))"
      }
      return fault
    }
  }
}
