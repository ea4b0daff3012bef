import Foundation
import Testing

/// A server on loopback for what the mock does not do: each POST is answered as a function in Python
/// says.
struct ScriptedServer {
  private let running: Running
  /// Where the provider `meter` is, for the program's environment.
  let environment: [String: String]

  /// - Parameters:
  ///   - script: Defines `reply(headers, sent)`, of two texts, which gives a status and a body: a text, or
  ///     what is written as JSON.
  ///   - arguments: What it finds in `sys.argv`.
  init(_ script: String, _ arguments: String...) async throws {
    let running = try Running(
      "/usr/bin/env", ["python3", "-c", script + "\n" + Self.frame] + arguments)
    _ = try await eventually { running.stdout.contains("\n") }
    let port = running.stdout.prefix { $0.isNumber }
    self.running = running
    environment = ["METER_BASE_URL": "http://127.0.0.1:\(port)/v1"]
  }

  /// What the script printed, after the port.
  var printed: String { running.stdout }

  private static let frame = #"""
    import http.server, json

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            status, said = reply(str(self.headers), sent)
            body = (said if isinstance(said, str) else json.dumps(said)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Listener(http.server.ThreadingHTTPServer):
        request_queue_size = 64

    listener = Listener(("127.0.0.1", 0), Handler)
    print(listener.server_port, flush=True)
    listener.serve_forever()
    """#
}
