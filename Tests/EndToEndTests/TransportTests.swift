import Foundation
import JSON
import Testing

/// A server that answers every question with the same text, over TLS where it is given a certificate;
/// and a proxy, for `CONNECT` and for whole addresses. What it was asked goes to stdout, and how many
/// questions were open then; its port first. Where a file is named, that says how many are answered.
private let server = #"""
  import http.server, os, socket, ssl, sys, threading, time, json

  lock, open_now, count = threading.Lock(), 0, 0

  def is_held(number):
      name = os.environ.get("ANSWERS_FILE")
      return name and number > int(open(name).read() or 0)

  class Handler(http.server.BaseHTTPRequestHandler):
      protocol_version = "HTTP/1.1"

      def do_POST(self):
          global open_now, count
          self.rfile.read(int(self.headers.get("Content-Length", 0)))
          with lock:
              open_now += 1
              count += 1
              number = count
              print("POST", self.path, "open:", open_now, flush=True)
          time.sleep(0.2)
          while is_held(number):
              time.sleep(0.05)
          body = json.dumps({"model": "small", "choices": [{"finish_reason": "stop",
              "message": {"role": "assistant", "content": "{\"fine\": false}"}}],
              "usage": {"prompt_tokens": 9, "completion_tokens": 4}}).encode()
          self.send_response(200)
          self.send_header("Content-Type", "application/json")
          self.send_header("Content-Length", str(len(body)))
          self.end_headers()
          with lock:
              open_now -= 1
          self.wfile.write(body)

      def do_CONNECT(self):
          print("CONNECT", self.path, flush=True)
          # Wherever it leads, the port is one of this machine.
          peer = socket.create_connection(("127.0.0.1", int(self.path.rsplit(":", 1)[1])))
          self.send_response(200)
          self.end_headers()
          def pump(source, sink):
              try:
                  while data := source.recv(65536):
                      sink.sendall(data)
              except OSError:
                  pass
              finally:
                  for end in (source, sink):
                      try: end.shutdown(socket.SHUT_RDWR)
                      except OSError: pass
          back = threading.Thread(target=pump, args=(peer, self.connection))
          back.start()
          pump(self.connection, peer)
          back.join()
          self.close_connection = True

      def log_message(self, *_):
          pass

  class Listener(http.server.ThreadingHTTPServer):
      request_queue_size = 64

  listener = Listener(("127.0.0.1", 0), Handler)
  if len(sys.argv) > 1:
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain(sys.argv[1], sys.argv[2])
      # Hands are shaken with the first reading, on the connection's own thread: none waits for another's.
      listener.socket = context.wrap_socket(
          listener.socket, server_side=True, do_handshake_on_connect=False)
  print(listener.server_port, flush=True)
  listener.serve_forever()
  """#

@Suite("Calls find their way through proxies, and to nobody but who the certificate says")
struct TransportTests {
  /// A running server with its port.
  private struct Server {
    let running: Running
    let port: Int

    init(_ arguments: [String] = [], answersFile: URL? = nil) async throws {
      let running = try Running(
        "/usr/bin/env", ["python3", "-c", server] + arguments, in: Program.root,
        answersFile.map { ["ANSWERS_FILE": $0.path] } ?? [:])
      self.running = running
      _ = try await eventually { running.stdout.contains("\n") }
      port = try #require(
        Int(running.stdout.prefix { $0.isNumber }), "the server did not start: \(running.stderr)")
    }
  }

  /// A certificate for `localhost` that signs itself, and its key.
  private func certificate(in folder: URL) async throws -> [String] {
    let paths = ["cert.pem", "key.pem"].map { folder.appendingPathComponent($0).path }
    let made = try await Running(
      "/usr/bin/env",
      [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", paths[0], "-keyout",
        paths[1],
      ]
    ).wait()
    try #require(made.status == 0, "\(made.stderr)")
    return paths
  }

  private func run(_ notes: Notes, _ environment: [String: String]) async throws -> Program.Output {
    try await start(notes, environment).wait()
  }

  private func start(_ notes: Notes, _ environment: [String: String]) throws -> Running {
    // What the machine that runs the tests has set is none of theirs.
    let none = [
      "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
      "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE",
    ]
    let clean = Dictionary(uniqueKeysWithValues: none.map { ($0, "") })
    return try notes.scene.start(
      ["run", notes.rules, "--yes"], clean.merging(environment) { $1 })
  }

  @Test("a certificate that nobody vouches for is refused, and nothing is sent")
  func unknownAuthority() async throws {
    let notes = try await Notes(on: .sqlite, rows: 5)
    let server = try await Server(try await certificate(in: notes.scene.folder))
    let output = try await run(
      notes, ["METER_BASE_URL": "https://localhost:\(server.port)/v1"])
    #expect(output.status == 4)
    #expect(output.stderr.lowercased().contains("certificate"), "\(output.stderr)")
    #expect(!server.running.stdout.contains("POST"))
    #expect(try await notes.scene.json("status")["tasks"]?["ready"] == 5)
  }

  @Test(
    "an authority that the usual variables name is believed, for its own name only",
    arguments: ["SSL_CERT_FILE", "CURL_CA_BUNDLE"])
  func ownAuthority(_ variable: String) async throws {
    let notes = try await Notes(on: .sqlite, rows: 5)
    let files = try await certificate(in: notes.scene.folder)
    let server = try await Server(files)
    let other = try await run(
      notes, ["METER_BASE_URL": "https://127.0.0.1:\(server.port)/v1", variable: files[0]])
    #expect(other.status == 4)
    #expect(!server.running.stdout.contains("POST"))
    let output = try await run(
      notes, ["METER_BASE_URL": "https://localhost:\(server.port)/v1", variable: files[0]])
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 5)
  }

  @Test("calls go through the proxy that the environment names, unless it says not to")
  func proxy() async throws {
    let notes = try await Notes(on: .sqlite, rows: 5)
    let proxy = try await Server()
    let address = "http://models.invalid/v1"
    let variables = ["METER_BASE_URL": address, "http_proxy": "http://127.0.0.1:\(proxy.port)"]
    let direct = try await run(notes, variables.merging(["NO_PROXY": "models.invalid"]) { $1 })
    #expect(direct.status == 4)
    #expect(!proxy.running.stdout.contains("POST"))
    let output = try await run(notes, variables)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(proxy.running.stdout.contains("POST \(address)/chat/completions"))
  }

  @Test("TLS goes through a proxy unopened")
  func tunnel() async throws {
    let notes = try await Notes(on: .sqlite, rows: 5)
    let files = try await certificate(in: notes.scene.folder)
    let (server, proxy) = (try await Server(files), try await Server())
    let output = try await run(
      notes,
      [
        "METER_BASE_URL": "https://localhost:\(server.port)/v1", "SSL_CERT_FILE": files[0],
        "HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)",
      ])
    #expect(output.status == 0, "\(output.stderr)")
    #expect(proxy.running.stdout.contains("CONNECT localhost:\(server.port)"))
    #expect(!proxy.running.stdout.contains("POST"))
    #expect(server.running.stdout.contains("POST /v1/chat/completions"))
  }

  @Test("never are more calls under way than the rules allow")
  func concurrency() async throws {
    let notes = try await Notes(on: .sqlite, rows: 100, limits: "{ concurrency: 16 }")
    let server = try await Server()
    let output = try await run(notes, ["METER_BASE_URL": "http://127.0.0.1:\(server.port)/v1"])
    #expect(output.status == 0, "\(output.stderr)")
    let open = server.running.stdout.matches(of: /open: (\d+)/).compactMap { Int($0.1) }
    #expect(open.count == 100)
    #expect(try #require(open.max()) <= 16)
  }

  /// A run of a hundred notes at a server that has yet to answer the first of them: sixteen calls are
  /// under way, and two more have been reserved and wait with the client.
  private struct HeldRun {
    let notes: Notes
    let running: Running
    private let server: Server
    private let answers: URL

    init(_ tests: TransportTests, on stage: Stage) async throws {
      notes = try await Notes(on: stage, rows: 100, limits: "{ concurrency: 16 }")
      answers = notes.scene.folder.appendingPathComponent("answers")
      try Self.write(0, to: answers)
      server = try await Server(answersFile: answers)
      running = try tests.start(notes, ["METER_BASE_URL": "http://127.0.0.1:\(server.port)/v1"])
      let (notes, server) = (notes, server)
      #expect(
        try await eventually {
          let reserved = try? await notes.scene.query("SELECT count(*) FROM gearbox_calls")
          return reserved == ["18"] && server.running.stdout.matches(of: /POST/).count == 16
        })
    }

    /// How many calls have arrived.
    var posts: Int { server.running.stdout.matches(of: /POST/).count }

    /// Lets the server answer the first so many calls.
    func answer(_ count: Int) throws { try Self.write(count, to: answers) }

    private static func write(_ count: Int, to file: URL) throws {
      try "\(count)".write(to: file, atomically: true, encoding: .utf8)
    }
  }

  @Test(
    "what waits for a connection as the run is stopped is never sent", arguments: Stage.available)
  func calledOff(on stage: Stage) async throws {
    let run = try await HeldRun(self, on: stage)
    run.running.send(SIGINT)
    #expect(try await eventually { run.running.stderr.contains("Draining") })
    try run.answer(100)
    #expect(try await run.running.wait().status == 130)
    #expect(run.posts == 16)
    let outcomes = try await run.notes.scene.query(
      """
      SELECT outcome, count(*), sum(CASE WHEN billed <> '0' THEN 1 ELSE 0 END)
      FROM gearbox_calls GROUP BY outcome ORDER BY outcome
      """)
    #expect(outcomes == ["answered|16|16", "cancelled|2|0"])
    let status = try await run.notes.scene.json("status")
    #expect(status["tasks"]?["ready"] == 84 && status["cost"]?["reserved"] == "0")
  }

  @Test("what waits as the database fails is never sent", arguments: Stage.available)
  func failingDatabase(on stage: Stage) async throws {
    let run = try await HeldRun(self, on: stage)
    _ = try await run.notes.scene.query("ALTER TABLE gearbox_answers RENAME TO gone")
    // One answer that cannot be kept; the first that waits takes its place.
    try run.answer(1)
    #expect(try await eventually { run.posts == 17 })
    try await Task.sleep(for: .seconds(3))
    try run.answer(100)
    let output = try await run.running.wait()
    #expect(output.status == 4, "\(output.stderr)")
    #expect(output.stderr.contains("gearbox_answers"), "\(output.stderr)")
    // Of 64 who ask, hardly one more is let through, and not everybody.
    #expect(run.posts < 50)
  }
}
