import Diagnostics
import Foundation
import JSON
import Money
import Planning
import Runs
import Storage

// SettlementBenchmark RULES DATABASE COUNT: plans a run of every subject, and claims, reserves and
// settles so many of its tasks with one valid answer each, 500 at a time over one connection. Prints
// what each took. The database has subjects and no tables of gearbox's own.

let arguments = CommandLine.arguments
guard arguments.count == 4, let count = Int(arguments[3]), count > 0 else {
  print("usage: SettlementBenchmark RULES DATABASE COUNT")
  exit(64)
}
var diagnostics = DiagnosticList()
guard let plan = PlanLoader().load(arguments[1], into: &diagnostics) else {
  print(DiagnosticRenderer(color: false).render(diagnostics.sorted()))
  exit(1)
}
let database = try await Database.open(try DatabaseURL(arguments[2]))
let answer = try JSONValue(
  parsing: """
    {"tier":1,"angle":"front_3quarter","category":"exterior_body","components_visible":["hood",
    "grille","bumper_front","headlight"],"condition_glance":"average_wear","image_quality":
    {"lighting":"good","focus":"sharp","sufficient_for_detail":true,"suitable_for_expert":false,
    "overall_score":7}}
    """)

_ = try await database.publish(plan)
let planned = ContinuousClock.now
let run = try await database.planRun(
  plan, budget: USD("1000000"), estimated: EstimatedCost(low: .zero, expected: .zero, high: .zero),
  reroute: nil)
let planning = planned.duration(to: .now)
let tasks = try await database.status(ofRun: run.id)?.tasks.total ?? 0
print(String(format: "planning: %d tasks in %.1f s", tasks, planning / .seconds(1)))

let worker = Worker()
var (claiming, reserving, settling) = (Duration.zero, Duration.zero, Duration.zero)
var settled = 0
while settled < min(count, tasks) {
  var start = ContinuousClock.now
  let claimed = try await database.claimTasks(
    run: run.id, worker: worker, limit: 500, leaseMilliseconds: 600_000
  ).tasks
  claiming += start.duration(to: .now)
  guard !claimed.isEmpty else { break }

  start = .now
  let replies = try await database.reserve(
    claimed.map(reservation(of:)), run: run.id, worker: worker)
  reserving += start.duration(to: .now)

  let settlements = zip(claimed, replies).compactMap(settlement(of:_:))
  start = .now
  let report = try await database.settle(settlements, run: run, worker: worker, plan: plan)
  settling += start.duration(to: .now)
  settled += report.replies.count { $0 == .kept }
}
report("claiming", claiming)
report("reserving", reserving)
report("settling", settling)
await database.close()

func reservation(of task: RunTask) -> Reservation {
  let call = plan.stage(named: task.stage)?.tier(named: task.tier)?.call
  return Reservation(
    task: task, model: call?.model ?? "", provider: call?.provider.name ?? "",
    attempt: task.attempts + 1, most: USD("0.0015") ?? .zero, declared: call?.declared)
}

func settlement(of task: RunTask, _ reply: ReservationReply) -> Settlement? {
  guard case .granted(let entry) = reply, let stage = plan.stage(named: task.stage),
    let tier = stage.tier(named: task.tier)
  else { return nil }
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

func report(_ what: String, _ time: Duration) {
  let seconds = time / .seconds(1)
  print(String(format: "%@: %d in %.1f s, %.0f a second", what, settled, seconds, Double(settled) / seconds))
}
