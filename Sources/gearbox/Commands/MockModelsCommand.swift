import ArgumentParser
import MockModels
import Rules

struct MockModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mock-models",
    abstract: "Serves a mock that makes its answers up, to OpenAI's and Anthropic's clients.",
    discussion: """
      For demonstrations and tests: answers satisfy the schema that they are asked for, and the \
      same question gets the same answer. Nothing is billed. The address is printed once requests \
      can come; Ctrl-C ends it.

        gearbox mock-models --latency 20ms..80ms --fail-rate 0.02
        gearbox run rules/v1.yaml --provider mock
      """)

  @Option(help: ArgumentHelp("Where to listen; 0 lets the system choose.", valueName: "port"))
  var port: UInt16 = 8089

  @Option(
    help: ArgumentHelp(
      "How long an answer takes: 20ms, or a range such as 20ms..80ms.", valueName: "time"))
  var latency = LatencyRange(range: .zero ... .zero)

  @Option(
    help: ArgumentHelp("The share of requests that fail, with 429 or 500.", valueName: "0-1"))
  var failRate = 0.0

  @Option(
    help: ArgumentHelp("The share of answers that break their schema.", valueName: "0-1"))
  var invalidRate = 0.0

  @Option(
    help: ArgumentHelp(
      "The share of answers that are counted in /stats and never arrive.", valueName: "0-1"))
  var loseRate = 0.0

  @Option(
    help: ArgumentHelp(
      "Requests at most in a time: 500 a minute, or 20/1s.", valueName: "n[/time]"))
  var rateLimit: RequestRate?

  @Option(
    help: ArgumentHelp(
      "How long a batch takes: 5s, or a range such as 5s..60s.", valueName: "time"))
  var batchDelay = LatencyRange(range: .zero ... .zero)

  @Option(
    help: ArgumentHelp(
      "The share of a batch's requests that expire before they are executed.", valueName: "0-1"))
  var batchExpireRate = 0.0

  @Option(
    help: ArgumentHelp(
      "Tokens that may wait in batches at once; a batch beyond fails.", valueName: "n"))
  var batchQueueTokens: Int?

  @Flag(help: "Files of results hold lines that belong to nothing, and each line twice.")
  var batchNoise = false

  @Option(
    help: ArgumentHelp(
      "The first file, batch or results are done, and the reply never arrives.",
      valueName: "file|batch|results"))
  var batchDrop: MockConfiguration.BatchDrop?

  @Option(help: ArgumentHelp("Another seed gives other answers.", valueName: "n"))
  var seed: UInt64 = 0

  func validate() throws {
    for (name, share) in [
      ("--fail-rate", failRate), ("--invalid-rate", invalidRate), ("--lose-rate", loseRate),
      ("--batch-expire-rate", batchExpireRate),
    ]
    where !(0...1).contains(share) {
      throw ValidationError("\(name) is a share from 0 to 1, and \(share) is none.")
    }
  }

  func run() async throws {
    let console = Console.standard
    var configuration = MockConfiguration()
    configuration.port = Int(port)
    configuration.latency = latency.range
    configuration.failRate = failRate
    configuration.invalidRate = invalidRate
    configuration.loseRate = loseRate
    configuration.batchDelay = batchDelay.range
    configuration.batchExpireRate = batchExpireRate
    configuration.batchQueueTokens = batchQueueTokens
    configuration.batchNoise = batchNoise
    configuration.batchDrop = batchDrop
    configuration.rateLimit = rateLimit?.limit
    configuration.seed = seed
    let host = configuration.host
    let server = MockModelServer(configuration)

    let signals = interruptions()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await server.run { port in
            try? console.print("http://\(host):\(port)/v1")
            console.note("mock models listen; Ctrl-C ends them")
          }
        } catch {
          throw CommandFailure(
            .unavailable, "cannot listen on \(host):\(port): \(systemReason(of: error))",
            help: "another program may listen there: choose another --port, or 0 for any")
        }
      }
      group.addTask { for await _ in signals { return } }
      // Whichever comes first: the server cannot listen, or somebody has seen enough.
      try await group.next()
      group.cancelAll()
    }
  }
}

/// What the system says, out of an error that names its number among much else.
private func systemReason(of error: any Error) -> String {
  let text = String(describing: error)
  guard let digits = text.firstMatch(of: /errno: ([0-9]+)/)?.1, let number = Int32(digits) else {
    return text
  }
  return systemMessage(number)
}

extension MockConfiguration.BatchDrop: ExpressibleByArgument {}

/// `20ms` or `20ms..80ms`.
struct LatencyRange: ExpressibleByArgument {
  let range: ClosedRange<Duration>

  init(range: ClosedRange<Duration>) { self.range = range }

  init?(argument: String) {
    let ends = argument.split(separator: "..", omittingEmptySubsequences: false)
      .map { $0 == "0" ? Duration.zero : Duration(written: String($0)) }
    guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1],
      low <= high
    else { return nil }
    range = low...high
  }

  var defaultValueDescription: String { "none" }
}

/// `500` or `500/1m`: requests in a time, a minute where none is given.
struct RequestRate: ExpressibleByArgument {
  let limit: MockConfiguration.RateLimit

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let requests = Int(parts[0]), requests >= 0,
      let window = parts.count == 1 ? .seconds(60) : Duration(written: String(parts[1]))
    else { return nil }
    limit = MockConfiguration.RateLimit(requests: requests, per: window)
  }
}
