import Foundation
import Testing

@testable import Storage

/// Accepts connections on the loopback address and answers every start-up packet with the same
/// bytes, or with none: the refusals that a server of the test's own would not give.
private final class RefusingServer: @unchecked Sendable {
  private let socket: Int32
  let port: UInt16

  init(sqlState: String?, message: String = "") throws {
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = socket
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(socket, raw, length) == 0 && listen(socket, 8) == 0
          && getsockname(socket, raw, &length) == 0
      }
    }
    try #require(bound)
    port = UInt16(bigEndian: address.sin_port)

    var reply: [UInt8] = []
    if let sqlState {
      let fields = "SFATAL\0VFATAL\0C\(sqlState)\0M\(message)\0\0"
      let size = UInt32(fields.utf8.count + 4)
      reply = [UInt8(ascii: "E")] + withUnsafeBytes(of: size.bigEndian, Array.init) + fields.utf8
    }
    Thread.detachNewThread { [reply] in
      var peers: [Int32] = []
      while case let peer = accept(socket, nil, nil), peer >= 0 {
        var request = [UInt8](repeating: 0, count: 4096)
        // An SSL or GSS request of 8 bytes is declined; then the start-up packet comes.
        while read(peer, &request, request.count) == 8 { _ = write(peer, "N", 1) }
        if reply.isEmpty {
          peers.append(peer)
        } else {
          _ = write(peer, reply, reply.count)
          close(peer)
        }
      }
      peers.forEach { close($0) }
    }
  }

  func stop() {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }
}

@Suite("A server that cannot be reached, or refuses, is described in one line")
struct ConnectionsRefusedTests {
  typealias Kind = StorageError.Kind

  @Test(
    "what a server says at the door",
    arguments: [
      (
        "28P01", "password authentication failed for user \"ann\"", Kind.authentication,
        "refuses the password of user 'ann'"
      ),
      (
        "28000", "no pg_hba.conf entry for host \"127.0.0.1\", user \"ann\"", .authentication,
        "does not let user 'ann' into database 'cars'"
      ),
      ("28000", "role \"ann\" does not exist", .authentication, "has no user 'ann'"),
      (
        "3D000", "database \"cars\" does not exist", .missingDatabase("cars"),
        "has no database 'cars'"
      ),
      ("53300", "sorry, too many clients already", .busy, "has no free connection"),
      ("57P03", "the database system is starting up", .unreachable, "it is starting up"),
      ("XX000", "Serveur cassé", .unreachable, "Serveur cassé"),
    ])
  func refusals(state: String, said: String, kind: Kind, shown: String) async throws {
    let server = try RefusingServer(sqlState: state, message: said)
    defer { server.stop() }
    let url = try DatabaseURL("postgres://ann:s3cret@127.0.0.1:\(server.port)/cars")
    let error = try await storageError { try await Database.open(url) }
    #expect(error.kind == kind)
    #expect(error.message.contains(shown), "\(error.message)")
    #expect(error.message.contains("127.0.0.1:\(server.port)"))
    #expect(error.hint != nil)
    #expect(error.description.isOneLine)
    #expect(!String(reflecting: error).contains("s3cret"))
  }

  @Test("a server that says nothing is given up after the timeout")
  func silence() async throws {
    let server = try RefusingServer(sqlState: nil)
    defer { server.stop() }
    let url = try DatabaseURL("host=127.0.0.1 port=\(server.port) dbname=x connect_timeout=2")
    let error = try await storageError { try await Database.open(url) }
    #expect(
      error.message == "cannot reach PostgreSQL at 127.0.0.1:\(server.port): no answer in time")
  }

  @Test(
    "nobody there",
    arguments: [
      ("postgres://127.0.0.1:1/x", "cannot reach PostgreSQL at 127.0.0.1:1: connection refused"),
      (
        "postgres://no-such-host.invalid/x",
        "cannot reach PostgreSQL at no-such-host.invalid:5432: unknown host"
      ),
      (
        "host=/nowhere/at/all port=5432 dbname=x",
        "cannot reach PostgreSQL at /nowhere/at/all (port 5432): no socket there"
      ),
    ])
  func nobody(url: String, message: String) async throws {
    let error = try await storageError { try await Database.open(DatabaseURL(url)) }
    #expect(error.kind == .unreachable)
    #expect(error.message == message)
    #expect(error.hint?.hasSuffix("--database") == true)
  }
}
