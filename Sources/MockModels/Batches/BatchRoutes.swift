import HTTPTypes
import Hummingbird
import JSON

extension MockModelServer {
  /// `/v1/files` and `/v1/batches`.
  func addBatchRoutes(to router: Router<BasicRequestContext>) {
    router.post("/v1/files") { request, _ in
      await answering { () async throws(APIError) in
        let type = request.headers[.contentType] ?? ""
        let form = try UploadForm(
          try await bytes(of: request, most: MockBatchRequest.mostBytes + 1_000_000),
          contentType: type)
        let file = try await batches.upload(form)
        await hangUp(where: await batches.drops(.file))
        return file.body
      }
    }
    router.get("/v1/files") { request, _ in
      let query = request.uri.queryParameters
      return response(
        200,
        await batches.files(
          purpose: query["purpose"].map { String($0) }, after: query["after"].map { String($0) },
          limit: query["limit"].flatMap { Int($0) } ?? 10_000))
    }
    router.get("/v1/files/:id/content") { _, context in
      guard let content = await batches.content(of: context.parameters.get("id") ?? "") else {
        return await refusal(.unknown)
      }
      let isDropped = await batches.drops(.results)
      return Response(
        status: .ok, headers: [.contentType: "application/jsonl"],
        body: ResponseBody { writer in
          try await writer.write(ByteBuffer(bytes: content.dropLast(isDropped ? 1 : 0)))
          await hangUp(where: isDropped)
          try await writer.finish(nil)
        })
    }
    router.post("/v1/batches") { request, _ in
      await answering { () async throws(APIError) in
        let body = try await bytes(of: request, most: configuration.maxRequestBytes)
        let batch = try await batches.create((try? JSONValue(parsing: body)) ?? .null)
        await hangUp(where: await batches.drops(.batch))
        return batch
      }
    }
    router.get("/v1/batches") { request, _ in
      let query = request.uri.queryParameters
      return response(
        200,
        await batches.batches(
          after: query["after"].map { String($0) }, limit: query["limit"].flatMap { Int($0) } ?? 20)
      )
    }
    router.get("/v1/batches/:id") { _, context in
      guard let batch = await batches.batch(context.parameters.get("id") ?? "") else {
        return await refusal(.unknown)
      }
      return response(200, batch)
    }
    router.post("/v1/batches/:id/cancel") { _, context in
      await answering { () async throws(APIError) in
        guard let batch = try await batches.cancel(context.parameters.get("id") ?? "") else {
          throw .unknown
        }
        return batch
      }
    }
  }

  /// Lets a reply wait for longer than anybody does; the end of the connection ends it.
  private func hangUp(where isDropped: Bool) async {
    if isDropped { try? await Task.sleep(for: .seconds(120)) }
  }

  private func answering(_ body: () async throws(APIError) -> JSONValue) async -> Response {
    do throws(APIError) {
      return response(200, try await body())
    } catch {
      return await refusal(error)
    }
  }
}

extension APIError {
  static let unknown = APIError(
    status: 404, type: "invalid_request_error", code: nil,
    message: "The mock has nothing of that id.", parameter: "id")
}
