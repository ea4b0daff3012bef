import Foundation

/// The program that was built together with these tests, run as a user runs it.
struct Program {
  /// The project's folder.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The tests' own executable lies beside the program.
  static let executable = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("gearbox")

  struct Output {
    let status: Int32
    let stdout: String
    let stderr: String
  }

  /// Variables that would make a run depend on who runs it.
  private static let dropped = [
    "DATABASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "MOCK_BASE_URL", "NO_COLOR", "COLUMNS",
  ]

  static func environment(_ extra: [String: String] = [:]) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for name in dropped { environment[name] = nil }
    let path = environment["PATH"] ?? "/usr/bin:/bin"
    environment["PATH"] = executable.deletingLastPathComponent().path + ":" + path
    return environment.merging(extra) { $1 }
  }

  /// Runs a line of shell in which `gearbox` is the program, to its end.
  static func shell(
    _ line: String, in folder: URL = root, _ extra: [String: String] = [:]
  ) async throws -> Output {
    try await Running("/bin/sh", ["-c", line], in: folder, extra).wait()
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: String..., in folder: URL = root, environment: [String: String] = [:]
  ) async throws -> Output {
    try await Running(executable.path, arguments, in: folder, environment).wait()
  }
}

/// A program that runs on while the test goes on. What it writes goes to files, so that it never
/// waits for a reader.
final class Running {
  let process = Process()
  private let folder: URL

  init(
    _ executable: String, _ arguments: [String], in directory: URL = Program.root,
    _ environment: [String: String] = [:]
  ) throws {
    folder = try temporaryFolder()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = Program.environment(environment)
    process.standardInput = FileHandle.nullDevice
    let files = try ["stdout", "stderr"].map { try Self.file(folder, $0) }
    process.standardOutput = files[0]
    process.standardError = files[1]
    try process.run()
    // The program has its own by now, and these would pile up.
    for file in files { try file.close() }
  }

  deinit {
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  var stdout: String { read("stdout") }
  var stderr: String { read("stderr") }

  /// Waits for the end without holding a thread, of which the tests share a few.
  func wait() async throws -> Program.Output {
    while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    let status =
      process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
    return Program.Output(status: status, stdout: stdout, stderr: stderr)
  }

  func send(_ signal: Int32) {
    kill(process.processIdentifier, signal)
  }

  private func read(_ name: String) -> String {
    (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }

  private static func file(_ folder: URL, _ name: String) throws -> FileHandle {
    let url = folder.appendingPathComponent(name)
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }
}

func temporaryFolder() throws -> URL {
  let folder = URL(fileURLWithPath: NSTemporaryDirectory())
    .appendingPathComponent("gearbox-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

/// Waits until `condition` holds, a minute at most unless said otherwise.
func eventually(
  within seconds: Double = 60, _ condition: () async throws -> Bool
) async throws -> Bool {
  let end = Date().addingTimeInterval(seconds)
  while Date() < end {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(50))
  }
  return try await condition()
}
