import Foundation
import Testing

@testable import Models

/// Says back what image it was asked about.
private struct Echo: ModelProvider {
  func complete(_ request: ModelRequest, noting _: Departure?) async -> CallOutcome {
    .answered(ModelReply(text: request.imageURL ?? "none", usage: nil))
  }
}

private let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2])
private let inlinedPNG = "data:image/png;base64," + png.base64EncodedString()

@Suite("Images go inline only from where they may, and only if they are images")
struct ImageInliningTests {
  private func inlined(
    _ address: String, _ access: ImageAccess = ImageAccess(), maxBytes: Int = 1000,
    inlinesAddresses: Bool = true
  ) async throws -> CallOutcome {
    var configuration = HTTPClient.Configuration()
    configuration.reachesOnlyPublicAddresses = !access.allowsPrivateAddresses
    let client = try HTTPClient(configuration)
    defer { client.shutdown() }
    var request = askedFor
    request.imageURL = address
    request.timeout = .seconds(5)
    return await ImageInlining(
      Echo(), http: client, access: access, maxBytes: maxBytes, inlinesAddresses: inlinesAddresses
    ).complete(request)
  }

  private func text(_ outcome: CallOutcome) -> String {
    switch outcome {
    case .answered(let reply): reply.text
    case .failed(let failure): "\(failure.reason.rawValue): \(failure.message)"
    }
  }

  private let open = ImageAccess(allowsPrivateAddresses: true)

  private func served(
    _ response: String, maxBytes: Int = 1000
  ) async throws -> String {
    let server = try LoopbackServer { peer in
      _ = peer.readRequest()
      peer.write(response)
    }
    defer { server.stop() }
    return text(try await inlined(server.url, open, maxBytes: maxBytes))
  }

  @Test("An image is fetched and sent as it is, by its first bytes and not by what it is called")
  func fetched() async throws {
    let gif = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\nGIF89a!"
    #expect(
      try await served(gif)
        == "data:image/gif;base64," + Data("GIF89a!".utf8).base64EncodedString())
  }

  @Test("What is too large, no image, elsewhere or not there is named")
  func refused() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"
    #expect(
      try await served("\(head)Content-Length: 9\r\n\r\nGIF89a!!!", maxBytes: 8)
        == "image_refused: the image has more than 8 bytes")
    #expect(
      try await served("\(head)Content-Length: 4\r\n\r\n<svg")
        == "image_refused: the image is no JPEG, PNG, GIF or WebP")
    #expect(
      try await served(
        "HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n")
        == "image_refused: the image's address leads elsewhere, and redirects are not followed")
    #expect(
      try await served("HTTP/1.1 404 N\r\nContent-Length: 0\r\n\r\n")
        == "image_refused: HTTP 404 instead of the image")
    #expect(
      try await served("HTTP/1.1 503 N\r\nContent-Length: 0\r\n\r\n")
        == "image_unavailable: HTTP 503 instead of the image")
  }

  @Test("A line of a batch carries its image, or is none where that may not be sent")
  func batchLines() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("gearbox-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try png.write(to: folder.appendingPathComponent("a.png"))
    let client = try HTTPClient()
    defer { client.shutdown() }
    let access = ImageAccess(folder: folder.path)
    func line(_ image: String, maxBytes: Int) async throws -> String {
      let batches = OpenAIBatches(
        endpoint: try Endpoint(baseURL: "http://127.0.0.1:9/v1"), http: client,
        images: ImageInlining(
          Echo(), http: client, access: access, maxBytes: maxBytes, inlinesAddresses: false))
      var request = askedFor
      request.imageURL = image
      return String(decoding: try await batches.line(request, id: "t1-a1"), as: UTF8.self)
    }
    let inline = try await line("a.png", maxBytes: 1000)
    #expect(inline.contains(inlinedPNG.replacing("/", with: "\\/")) || inline.contains(inlinedPNG))
    #expect(inline.hasPrefix(#"{"custom_id":"t1-a1""#) && inline.hasSuffix("}\n"))
    #expect(inline.split(separator: "\n").count == 1)
    // An address that the provider fetches itself stays one.
    let address = "https://example.com/a.png"
    #expect(try await line(address, maxBytes: 1000).contains(address))
    let failure = await #expect(throws: CallFailure.self) {
      _ = try await line("a.png", maxBytes: 4)
    }
    #expect(failure?.reason == .imageRefused && failure?.billing == .notBilled)
  }

  @Test("A private address is not connected to, whatever name leads there")
  func privateAddresses() async throws {
    let connections = Shared(0)
    let server = try LoopbackServer { _ in connections.change { $0 += 1 } }
    defer { server.stop() }
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433"] {
      let said = text(try await inlined("http://\(host):\(server.port)/x.png"))
      #expect(said.hasPrefix("image_refused: the image is not fetched: "), "\(host): \(said)")
    }
    #expect(connections.value == 0)
  }

  @Test(
    "Addresses that the public cannot reach",
    arguments: [
      "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1",
      "172.31.255.255", "192.168.1.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
      "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1",
      "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "2001::1",
    ])
  func kept(address: String) {
    #expect(NetworkAddress(address)?.isPublic == false)
  }

  @Test(
    "Addresses that it can",
    arguments: [
      "1.1.1.1", "100.128.0.1", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "::ffff:8.8.8.8",
      "2002:808:808::", "64:ff9b::808:808",
    ])
  func reachable(address: String) {
    #expect(NetworkAddress(address)?.isPublic == true)
  }

  @Test("Files are read below the folder that was named, and from nowhere else")
  func files() async throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent(
      "gearbox-images-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("in")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try png.write(to: folder.appendingPathComponent("a b.png"))
    try png.write(to: root.appendingPathComponent("secret.png"))
    try FileManager.default.createSymbolicLink(
      at: folder.appendingPathComponent("link.png"),
      withDestinationURL: root.appendingPathComponent("secret.png"))
    let access = ImageAccess(folder: folder.path)

    for address in ["a b.png", "file://\(folder.path)/a%20b.png", "\(folder.path)/a b.png"] {
      let outcome = try await inlined(address, access, inlinesAddresses: false)
      #expect(text(outcome) == inlinedPNG, "\(address)")
    }
    let outside = "image_refused: the image's file lies outside the folder of images"
    for address in [
      "../secret.png", "link.png", "/etc/passwd", "file:///etc/passwd", "file:/etc/passwd",
      "file://\(folder.path)/..%2Fsecret.png",
    ] {
      #expect(text(try await inlined(address, access)) == outside, "\(address)")
    }
    #expect(
      text(try await inlined("file://host/a.png", access))
        == "image_refused: the image's file is on another host")
    #expect(
      text(try await inlined("a b.png", access, maxBytes: 9))
        == "image_refused: the image has more than 9 bytes")
    #expect(text(try await inlined(".", access)).hasPrefix("image_refused: the image's file"))
  }

  @Test("Without a folder no file is read, and no scheme but http and https is fetched")
  func schemes() async throws {
    #expect(
      text(try await inlined("file:///etc/passwd", inlinesAddresses: false))
        == "image_refused: the image is in a file, and files are read only from --image-folder")
    for address in ["gopher://x/1", "ftp://x/1", "/etc/passwd", "dict://127.0.0.1:1/x"] {
      #expect(text(try await inlined(address)).hasPrefix("image_refused:"), "\(address)")
    }
  }

  @Test(
    "An image that a row holds itself is looked at like any other", arguments: [true, false])
  func written(inlinesAddresses: Bool) async throws {
    func said(_ address: String, maxBytes: Int = 1000) async throws -> String {
      text(try await inlined(address, maxBytes: maxBytes, inlinesAddresses: inlinesAddresses))
    }
    let data = png.base64EncodedString()
    #expect(try await said(inlinedPNG) == inlinedPNG)
    // By its first bytes, not by what it is called.
    for head in ["data:;base64,", "DATA:text/html;charset=x;base64,", "data:image/gif;base64,"] {
      #expect(try await said(head + data) == inlinedPNG, "\(head)")
    }
    // As PostgreSQL's encode() and others write it.
    for written in ["\(data.prefix(5))\n \(data.dropFirst(5))\r\n", data.replacing("=", with: "")] {
      #expect(try await said("data:image/png;base64," + written) == inlinedPNG)
    }
    #expect(try await said(inlinedPNG, maxBytes: 10) == inlinedPNG)
    #expect(
      try await said(inlinedPNG, maxBytes: 9) == "image_refused: the image has more than 9 bytes")
    let svg = Data("<svg onload='x()'/>".utf8).base64EncodedString()
    for address in ["data:image/png;base64,\(svg)", "data:image/png;base64,"] {
      #expect(
        try await said(address) == "image_refused: the image is no JPEG, PNG, GIF or WebP")
    }
    for address in [
      "data:image/png,abc", "data:", inlinedPNG + "=",
      "data:image/png;base64,A",
      "data:image/png;base64,%\(data.dropFirst())", "data:" + String(repeating: "x", count: 9_999),
    ] {
      #expect(try await said(address) == "image_refused: the image's data is not in base64")
    }
  }

  @Test("A provider that fetches for itself gets addresses as they are")
  func passed() async throws {
    for address in ["https://example.com/1.jpg", "gs://bucket/1.jpg", inlinedPNG] {
      #expect(text(try await inlined(address, inlinesAddresses: false)) == address)
    }
  }
}
