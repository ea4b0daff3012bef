import Dispatch
import Foundation

/// What images may come from, as whoever starts the program says it. Neither a rule file nor a row
/// can widen it.
package struct ImageAccess: Sendable {
  /// Images may be read from files below it; nil forbids files.
  package var folder: String?
  /// Whether images may be fetched from loopback, private and link-local addresses.
  package var allowsPrivateAddresses: Bool

  package init(folder: String? = nil, allowsPrivateAddresses: Bool = false) {
    self.folder = folder
    self.allowsPrivateAddresses = allowsPrivateAddresses
  }
}

/// A provider whose questions carry their images with them: each image is fetched or read, its size
/// and kind are checked, and it goes out as it is, never scaled.
package struct ImageInlining: ModelProvider {
  private let provider: any ModelProvider
  private let http: HTTPClient
  private let access: ImageAccess
  private let maxBytes: Int
  private let inlinesAddresses: Bool

  /// - Parameters:
  ///   - http: Fetches the images; one that `reachesOnlyPublicAddresses` unless `access` allows
  ///     others. The caller's to shut down.
  ///   - maxBytes: A larger image is refused.
  ///   - inlinesAddresses: Whether images on the web are fetched, too; else the provider gets their
  ///     addresses, and only those in files are read.
  package init(
    _ provider: any ModelProvider, http: HTTPClient, access: ImageAccess, maxBytes: Int,
    inlinesAddresses: Bool
  ) {
    self.provider = provider
    self.http = http
    self.access = access
    self.maxBytes = maxBytes
    self.inlinesAddresses = inlinesAddresses
  }

  package func complete(
    _ request: ModelRequest, noting departure: Departure?
  ) async -> CallOutcome {
    do throws(CallFailure) {
      return await provider.complete(try await inlined(request), noting: departure)
    } catch {
      return .failed(error)
    }
  }

  /// The question with its image in it, where that is to go inline.
  package func inlined(_ request: ModelRequest) async throws(CallFailure) -> ModelRequest {
    guard let address = request.imageURL else { return request }
    var request = request
    request.imageURL = try await image(address, timeout: request.timeout)
    return request
  }

  /// What is sent instead of the address.
  private func image(_ address: String, timeout: Duration) async throws(CallFailure) -> String {
    let scheme = address.prefix { $0 != ":" }.lowercased()
    switch scheme {
    case "data": return try checked(address)
    case "http", "https":
      guard inlinesAddresses else { return address }
      return try inline(try await fetched(address, timeout: timeout))
    case "file": return try inline(try await read(address))
    case _ where access.folder != nil && !address.contains("://"):
      return try inline(try await read(address))
    default:
      // A provider may know addresses of its own kind (gs:, s3:, an upload's name).
      guard inlinesAddresses else { return address }
      throw refused(
        "the image is neither at an http or https address nor in a file that may be read")
    }
  }

  private func fetched(_ address: String, timeout: Duration) async throws(CallFailure) -> [UInt8] {
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try await http.send(
        HTTPRequest(
          url: address, headers: ["Accept": "image/*", "User-Agent": "gearbox"], timeout: timeout,
          maxResponseBytes: maxBytes))
    } catch {
      throw failure(of: error)
    }
    switch response.status {
    case 200: return response.body
    case 300..<400:
      throw refused("the image's address leads elsewhere, and redirects are not followed")
    case 408, 429, 500...: throw unavailable("HTTP \(response.status) instead of the image")
    default: throw refused("HTTP \(response.status) instead of the image")
    }
  }

  private func failure(of error: HTTPError) -> CallFailure {
    switch error {
    case .invalidRequest, .connectionFailed(.privateAddress, _):
      refused("the image is not fetched: \(ProviderText.line(error.description, masking: nil))")
    case .failedAfterSending(.tooLarge, _): refused("the image has more than \(maxBytes) bytes")
    case .cancelled: CallFailure(.cancelled, "cancelled", billing: .notBilled)
    case .connectionFailed, .failedAfterSending:
      unavailable("the image is not there: \(ProviderText.line(error.description, masking: nil))")
    }
  }

  private func read(_ address: String) async throws(CallFailure) -> [UInt8] {
    guard let folder = access.folder else {
      throw refused("the image is in a file, and files are read only from --image-folder")
    }
    let file = ImageFile(folder: folder, maxBytes: maxBytes)
    let result = await withCheckedContinuation { continuation in
      // Reading may block, so not on a thread of the cooperative pool.
      DispatchQueue.global().async {
        continuation.resume(
          returning: Result { () throws(ImageFile.Refused) in try file.read(address) })
      }
    }
    switch result {
    case .success(let bytes): return bytes
    case .failure(let error): throw refused(error.message)
    }
  }

  private func inline(_ bytes: [UInt8]) throws(CallFailure) -> String {
    guard let kind = ImageKind(bytes) else {
      throw refused("the image is no JPEG, PNG, GIF or WebP")
    }
    return "data:\(kind.mediaType);base64,\(Data(bytes).base64EncodedString())"
  }

  /// An image that the row itself holds, called what it is. Only its beginning is decoded: of the rest it
  /// is enough to see that it can be.
  private func checked(_ address: String) throws(CallFailure) -> String {
    let mark = ";base64,"
    guard let found = address.utf8.prefix(200).firstRange(of: mark.utf8) else {
      throw refused("the image's data is not in base64")
    }
    let data = Base64.unwrapped(address[found.upperBound...])
    guard let size = Base64.decodedCount(data.utf8) else {
      throw refused("the image's data is not in base64")
    }
    guard size <= maxBytes else { throw refused("the image has more than \(maxBytes) bytes") }
    let beginning = Data(base64Encoded: String(data.prefix(32))) ?? Data()
    guard let kind = ImageKind(Array(beginning)) else {
      throw refused("the image is no JPEG, PNG, GIF or WebP")
    }
    let whole = "data:\(kind.mediaType)\(mark)\(data)"
    return address == whole ? address : whole
  }

  private func refused(_ message: String) -> CallFailure {
    CallFailure(.imageRefused, message, billing: .notBilled)
  }

  private func unavailable(_ message: String) -> CallFailure {
    CallFailure(.imageUnavailable, message, billing: .notBilled)
  }
}
