/// Where a provider is reached, and with which key.
package struct Endpoint: Sendable {
  /// The address of the API as providers document it, for example `https://api.openai.com/v1`.
  package let baseURL: String
  package let apiKey: Secret?

  /// Why an address is none.
  package struct AddressError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
  }

  /// - Throws: `AddressError` unless the address begins with `http://` or `https://` and a host.
  package init(baseURL: String, apiKey: Secret? = nil) throws(AddressError) {
    let scheme = ["https://", "http://"].first { baseURL.lowercased().hasPrefix($0) }
    guard let scheme, let host = baseURL.dropFirst(scheme.count).first,
      !"/?#:@".contains(host), baseURL.unicodeScalars.allSatisfy({ $0.value > 0x20 })
    else {
      throw AddressError(
        description: "a provider's address begins with https:// or http:// and a host")
    }
    self.baseURL = baseURL
    self.apiKey = apiKey
  }

  /// The address of one operation; a query of the base address (`?api-version=…`) stays last.
  func url(_ operation: String) -> String {
    let end = baseURL.firstIndex { $0 == "?" || $0 == "#" } ?? baseURL.endIndex
    var path = baseURL[..<end]
    while path.last == "/" { path.removeLast() }
    return "\(path)/\(operation)\(baseURL[end...])"
  }
}

extension Endpoint: CustomStringConvertible {
  /// The address without a password that may stand in it.
  package var description: String {
    guard let scheme = baseURL.firstRange(of: "://") else { return baseURL }
    let rest = baseURL[scheme.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    guard let at = authority.lastIndex(of: "@") else { return baseURL }
    return "\(baseURL[..<scheme.upperBound])•••\(rest[at...])"
  }
}
