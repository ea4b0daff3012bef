import Diagnostics
import Planning
import Rules
import Runs
import Storage

extension Database {
  /// The plan of the files that the run recorded.
  func recordedPlan(
    of run: Run, _ console: Console
  ) async throws -> RoutingPlan {
    var diagnostics = DiagnosticList()
    let loader = PlanLoader(reroute: run.reroute)
    let plan = loader.load(
      recorded: try await sources(ofRun: run.id), into: &diagnostics)
    guard let plan, plan.digest == run.digest else {
      console.report(diagnostics.sorted())
      throw CommandFailure(
        .unavailable,
        "the rules that run \(run.id) recorded are not the same any more under this gearbox",
        help: "work with the version of gearbox that planned the run")
    }
    return run.isBatch ? plan.executing(.batch) : plan
  }
}
