import Models
import Planning

/// Where the providers of a plan are reached, and with which keys.
struct ProviderAccess {
  private let endpoints: [String: Endpoint]

  /// Finds addresses and keys in the plan and in the environment.
  ///
  /// - Throws: `CommandFailure` where a key is missing or an address is none.
  init(
    of plan: RoutingPlan, variable: (String) -> String? = environment
  ) throws(CommandFailure) {
    var endpoints: [String: Endpoint] = [:]
    for provider in plan.stages.flatMap(\.tiers).map(\.call.provider)
    where endpoints[provider.name] == nil {
      endpoints[provider.name] = try Self.endpoint(of: provider, variable)
    }
    self.endpoints = endpoints
  }

  /// One client per provider, over one pool of connections.
  func providers(over client: HTTPClient) -> [String: any ModelProvider] {
    endpoints.mapValues { ChatCompletionsProvider(endpoint: $0, http: client) }
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
