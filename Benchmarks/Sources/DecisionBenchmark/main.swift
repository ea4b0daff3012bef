import Diagnostics
import Foundation
import Planning

// DecisionBenchmark RULES ROWS FILE: decides so many made-up subjects of v1 in this process, prints
// how many a second, and writes the same subjects to FILE, for others to decide.

let arguments = CommandLine.arguments
guard arguments.count == 4, let rows = Int(arguments[2]), rows > 0 else {
  print("usage: DecisionBenchmark RULES ROWS FILE")
  exit(64)
}

var diagnostics = DiagnosticList()
guard let plan = PlanLoader().load(arguments[1], into: &diagnostics) else {
  print(DiagnosticRenderer(color: false).render(diagnostics.sorted()))
  exit(1)
}

let subjects = MadeUpSubjects(rows: rows)
try subjects.csv.write(toFile: arguments[3], atomically: true, encoding: .utf8)

let identify = plan.stages.firstIndex { $0.name == "identify" } ?? 0
let batches = subjects.batches(of: 65_536)
var best = Double.infinity
var tiers: [String: Int] = [:]
for _ in 0..<5 {
  var classes = DecisionClasses(of: plan)
  var counts: [Int] = []
  let took = ContinuousClock().measure {
    for batch in batches {
      let places = classes.classify(batch)
      while counts.count < classes.decisions.count { counts.append(0) }
      for place in places { counts[place] += 1 }
    }
  }
  best = min(best, took / .seconds(1))
  tiers = [:]
  for (decision, count) in zip(classes.decisions, counts) {
    let tier = decision.stages[identify].tier.map { plan.stages[identify].tiers[$0].name }
    tiers[tier ?? "none", default: 0] += count
  }
}
report("gearbox, many at once", rows: rows, seconds: best)

let few = min(rows, 200_000)
let alone = (0..<few).map { subjects.knowledge($0) }
var asked = 0
let took = ContinuousClock().measure {
  for subject in alone where plan.decide(subject).stages[identify].tier != nil { asked += 1 }
}
report("gearbox, each explained", rows: few, seconds: took / .seconds(1))
print("tiers:", tiers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))

func report(_ name: String, rows: Int, seconds: Double) {
  print(String(format: "%@: %.2f million a second", name, Double(rows) / seconds / 1e6))
}
