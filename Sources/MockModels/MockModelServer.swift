import Hummingbird
import JSON
import Logging
import ServiceLifecycle

/// A server that speaks OpenAI's chat completions and Anthropic's Messages and makes its answers up,
/// for demonstrations and tests. It has no meter: the usage it states is a plausible count, and costs
/// nothing.
///
/// `POST /v1/chat/completions`, `/v1/messages`, `/v1/files` and `/v1/batches`, `GET /v1/models`, and
/// `GET /stats` for what it has done so far.
package struct MockModelServer: Sendable {
  let configuration: MockConfiguration
  let batches: MockBatches
  private let ledger: MockLedger

  package init(_ configuration: MockConfiguration) {
    self.configuration = configuration
    let ledger = MockLedger(rateLimit: configuration.rateLimit)
    self.ledger = ledger
    batches = MockBatches(configuration) { body in
      await Self.batchAnswer(to: body, configuration, ledger)
    }
  }

  /// What stands in a batch's result for one request; nil where its answer is lost, though billed.
  private static func batchAnswer(
    to body: [UInt8], _ configuration: MockConfiguration, _ ledger: MockLedger
  ) async -> (status: Int, body: JSONValue)? {
    do throws(APIError) {
      let question = try ChatQuestion(body)
      let hash = contentHash(body)
      let fate = Fate(configuration, hash: hash, attempt: await ledger.attempt(hash))
      if fate.kind == .rateLimited { throw .rateLimited }
      if fate.kind == .serverError { throw .serverError }
      let answer = try MockAnswer(to: question, as: fate.kind, configuration, hash: hash)
      await ledger.recordAnswer(answer.tokens, isValid: answer.isValid)
      return fate.kind == .lost
        ? nil : (200, MockInterface.chatCompletions.reply(answer, to: question, hash: hash))
    } catch {
      await ledger.recordFailure(status: error.status)
      return (error.status, error.body)
    }
  }

  /// Serves until the task is cancelled, and then returns.
  ///
  /// - Parameter onListening: called once, with the port, when requests can come.
  /// - Throws: what the system says where the address cannot be listened on.
  package func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
    let router = Router()
    router.post("/v1/chat/completions") { request, _ in
      await complete(request, .chatCompletions)
    }
    router.post("/v1/messages") { request, _ in await complete(request, .messages) }
    router.get("/v1/models") { _, _ in
      response(200, ["object": "list", "data": [["id": "mock", "object": "model"]]])
    }
    addBatchRoutes(to: router)
    router.get("/stats") { _, _ in response(200, await ledger.statistics()) }
    let application = Application(
      router: router,
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port)),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
      // Whoever runs the mock says in their own words that it listens, and that it ends.
      logger: Logger(label: "mock-models") { _ in SwiftLogNoOpLogHandler() })
    try await serve(application)
  }

  /// Serves until the task is cancelled. Then the socket is closed before connections are: one that
  /// is accepted at that moment and has nobody who takes it would end the process, by a check in NIO.
  private func serve(_ application: some Service) async throws {
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [application],
        logger: Logger(label: "mock-models") { _ in SwiftLogNoOpLogHandler() }))
    let serving = Task { try await group.run() }
    do {
      try await withTaskCancellationHandler {
        try await serving.value
      } onCancel: {
        Task {
          await group.triggerGracefulShutdown()
          // Answers that are on their way get a moment, and no more.
          try? await Task.sleep(for: .milliseconds(200))
          serving.cancel()
        }
      }
    } catch {
      if Task.isCancelled { return }
      throw error
    }
  }

  private func complete(_ request: Request, _ interface: MockInterface) async -> Response {
    do throws(APIError) {
      let wait = await ledger.admit()
      let body = try await bytes(of: request, most: configuration.maxRequestBytes)
      if let wait {
        return await refusal(
          .rateLimited, interface, retryAfter: Int(wait.components.seconds) + 1)
      }
      try interface.check { name in HTTPFields.Element.Name(name).flatMap { request.headers[$0] } }
      let question = try interface.question(body)
      let hash = contentHash(body)
      let fate = Fate(configuration, hash: hash, attempt: await ledger.attempt(hash))
      if fate.latency > .zero { try? await Task.sleep(for: fate.latency) }
      switch fate.kind {
      case .rateLimited:
        return await refusal(
          .rateLimited, interface, retryAfter: max(0, configuration.retryAfterSeconds))
      case .serverError: throw .serverError
      case .answer, .malformed, .violation, .lost:
        let answer = try MockAnswer(to: question, as: fate.kind, configuration, hash: hash)
        await ledger.recordAnswer(answer.tokens, isValid: answer.isValid)
        // Longer than anybody waits; the end of the connection ends it.
        if fate.kind == .lost { try? await Task.sleep(for: .seconds(120)) }
        return response(200, interface.reply(answer, to: question, hash: hash))
      }
    } catch {
      return await refusal(error, interface)
    }
  }

  func bytes(of request: Request, most: Int) async throws(APIError) -> [UInt8] {
    do {
      let buffer = try await request.body.collect(upTo: most)
      return Array(buffer.readableBytesView)
    } catch {
      throw .tooLarge
    }
  }

  func refusal(
    _ error: APIError, _ interface: MockInterface = .chatCompletions, retryAfter: Int? = nil
  ) async -> Response {
    await ledger.recordFailure(status: error.status)
    return response(error.status, interface.body(of: error), retryAfter: retryAfter)
  }

  func response(_ status: Int, _ body: JSONValue, retryAfter: Int? = nil) -> Response {
    var headers: HTTPFields = [.contentType: "application/json"]
    if let name = HTTPFields.Element.Name("x-gearbox-mock") { headers[name] = "1" }
    if let retryAfter { headers[.retryAfter] = String(retryAfter) }
    return Response(
      status: .init(code: status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: body.serialized())))
  }
}
