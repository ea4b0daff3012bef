import Diagnostics
import Foundation
import JSON
import Money
import Planning
import Prompts
import Runs
import Storage

// SettlementBenchmark RULES MODELS DATABASE COUNT: plans a run of every subject, and claims, reserves and
// settles so many of its tasks with one valid answer each, as two workers at once do, 500 at a time.
// Prints what each took. The database has subjects and no tables of gearbox's own.

let arguments = CommandLine.arguments
guard arguments.count == 5, let count = Int(arguments[4]), count > 0 else {
  print("usage: SettlementBenchmark RULES MODELS DATABASE COUNT")
  exit(64)
}
let workers = 2
var diagnostics = DiagnosticList()
guard let plan = PlanLoader(priceBook: arguments[2]).load(arguments[1], into: &diagnostics) else {
  print(DiagnosticRenderer(color: false).render(diagnostics.sorted()))
  exit(1)
}
let database = try await Database.open(try DatabaseURL(arguments[3]))
_ = try await database.publish(plan)
let planned = ContinuousClock.now
let run = try await database.planRun(
  plan, budget: USD("1000000"), estimated: EstimatedCost(low: .zero, expected: .zero, high: .zero),
  reroute: nil)
let planning = planned.duration(to: .now)
let tasks = try await database.status(ofRun: run.id)?.tasks.total ?? 0
print(String(format: "planning: %d tasks in %.1f s", tasks, planning / .seconds(1)))

let spent = try await withThrowingTaskGroup(of: Spent.self) { group in
  for _ in 0..<workers {
    group.addTask { try await work(off: count / workers, of: run, plan, database) }
  }
  var sum = Spent()
  for try await one in group { sum.add(one) }
  return sum
}
for (what, time) in [
  ("claiming", spent.claiming), ("reserving", spent.reserving), ("settling", spent.settling),
] {
  let seconds = time / .seconds(1) / Double(workers)
  print(
    String(
      format: "%@: %d in %.1f s, %.0f a second", what, spent.settled, seconds,
      Double(spent.settled) / seconds))
}
await database.close()

/// What was done, and how long it took.
struct Spent: Sendable {
  var settled = 0
  var claiming = Duration.zero
  var reserving = Duration.zero
  var settling = Duration.zero

  mutating func add(_ other: Spent) {
    settled += other.settled
    claiming += other.claiming
    reserving += other.reserving
    settling += other.settling
  }
}

func work(
  off count: Int, of run: Run, _ plan: RoutingPlan, _ database: Database
) async throws -> Spent {
  let worker = Worker()
  var spent = Spent()
  while spent.settled < count {
    var start = ContinuousClock.now
    let claimed = try await database.claimTasks(
      run: run.id, worker: worker, limit: 500, leaseMilliseconds: 600_000
    ).tasks
    spent.claiming += start.duration(to: .now)
    guard !claimed.isEmpty else { break }

    start = .now
    let replies = try await database.reserve(
      claimed.map { reservation(of: $0, plan) }, run: run.id, worker: worker)
    spent.reserving += start.duration(to: .now)

    let settlements = zip(claimed, replies).compactMap { settlement(of: $0, $1, plan) }
    start = .now
    let report = try await database.settle(settlements, run: run, worker: worker, plan: plan)
    spent.settling += start.duration(to: .now)
    spent.settled += report.replies.count { $0 == .kept }
  }
  return spent
}

func reservation(of task: RunTask, _ plan: RoutingPlan) -> Reservation {
  let call = plan.stage(named: task.stage)?.tier(named: task.tier)?.call
  return Reservation(
    task: task, model: call?.model ?? "", provider: call?.provider.name ?? "",
    attempt: task.attempts + 1, most: USD("0.0015") ?? .zero, declared: call?.declared)
}

func settlement(
  of task: RunTask, _ reply: ReservationReply, _ plan: RoutingPlan
) -> Settlement? {
  guard case .granted(let entry) = reply, let stage = plan.stage(named: task.stage),
    let tier = stage.tier(named: task.tier)
  else { return nil }
  let answer: JSONValue = [
    "tier": 1, "angle": "front_3quarter", "category": "exterior_body",
    "components_visible": ["hood", "grille", "bumper_front", "headlight"],
    "condition_glance": "average_wear",
    "image_quality": [
      "lighting": "good", "focus": "sharp", "sufficient_for_detail": true,
      "suitable_for_expert": false, "overall_score": 7,
    ],
  ]
  let call = tier.call
  let cost = USD("0.00057945") ?? .zero
  let kept = NewAnswer(
    json: answer, store: stage.store, tier: tier.name, atLeast: tier.atLeast, model: call.model,
    provider: call.provider.name, prompt: call.prompt.id, question: call.question,
    confidence: call.confidence, replacedCharacters: 0)
  return Settlement(
    call: entry, task: task, billing: .billed(cost, metered: cost),
    usage: TokenUsage(input: 3480, cachedInput: 0, output: 96), outcome: "answered", detail: nil,
    result: .answered(kept), duration: .milliseconds(20))
}
