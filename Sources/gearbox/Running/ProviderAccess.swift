import Models
import Planning
import Rules

/// Where the providers of a plan are reached, and with which keys.
struct ProviderAccess {
  private let endpoints: [String: (provider: Provider, endpoint: Endpoint)]
  private let images: ImageAccess

  /// Finds addresses and keys in the plan and in the environment.
  ///
  /// - Throws: `CommandFailure` where a key is missing or an address is none.
  init(
    of plan: RoutingPlan, images: ImageAccess, variable: (String) -> String? = environment
  ) throws(CommandFailure) {
    var endpoints: [String: (provider: Provider, endpoint: Endpoint)] = [:]
    for provider in plan.stages.flatMap(\.tiers).map(\.call.provider)
    where endpoints[provider.name] == nil {
      endpoints[provider.name] = (
        provider, try Self.endpoint(of: provider, variable)
      )
    }
    self.endpoints = endpoints
    self.images = images
  }

  /// What talks to each provider.
  ///
  /// - Parameters:
  ///   - client: Carries the calls.
  ///   - imageClient: Fetches the images; made by `imageClient(connections:)`.
  func providers(over client: HTTPClient, _ imageClient: HTTPClient) -> [String: any ModelProvider]
  {
    endpoints.mapValues { provider, endpoint in
      let asked: any ModelProvider =
        switch provider.interface {
        case .openai: ChatCompletionsProvider(endpoint: endpoint, http: client)
        case .anthropic: AnthropicProvider(endpoint: endpoint, http: client)
        }
      return ImageInlining(
        asked, http: imageClient, access: images, maxBytes: provider.maxImageBytes,
        inlinesAddresses: provider.images == .inline)
    }
  }

  /// What hands calls to each provider in batches, of those that have them.
  ///
  /// - Parameters: As of `providers(over:_:)`.
  func batchProviders(
    over client: HTTPClient, _ imageClient: HTTPClient
  ) -> [String: any BatchProvider] {
    endpoints.filter(\.value.provider.hasBatches).mapValues { provider, endpoint in
      OpenAIBatches(
        endpoint: endpoint, http: client,
        images: ImageInlining(
          ChatCompletionsProvider(endpoint: endpoint, http: client), http: imageClient,
          access: images, maxBytes: provider.maxImageBytes,
          inlinesAddresses: provider.images == .inline))
    }
  }

  /// A client for images, which hostile rows name: apart from the one that calls models, and to
  /// public addresses alone unless the person allows others.
  func imageClient(connections: Int) throws(HTTPError) -> HTTPClient {
    var configuration = HTTPClient.Configuration(maxConnections: connections)
    configuration.reachesOnlyPublicAddresses = !images.allowsPrivateAddresses
    return try HTTPClient(configuration)
  }

  private static func endpoint(
    of provider: Provider, _ variable: (String) -> String?
  ) throws(CommandFailure) -> Endpoint {
    let addressVariable = "\(provider.name.uppercased())_BASE_URL"
    let override = variable(addressVariable)
    var key: Secret?
    if let name = provider.keyVariable {
      key = variable(name).flatMap { Secret($0) }
      if key == nil {
        throw CommandFailure(
          .unavailable, "provider '\(provider.name)' needs a key, and \(name) is not set",
          help: "export \(name)=…, or try the run with --provider mock")
      }
    }
    do {
      return try Endpoint(baseURL: override ?? provider.baseURL, apiKey: key)
    } catch {
      throw CommandFailure(
        .unavailable,
        "the address of provider '\(provider.name)'"
          + (override == nil ? "" : " in \(addressVariable)") + " is none: \(error)")
    }
  }
}
