import Dispatch
import Foundation

/// The program `git`, run for what it prints.
enum Git {
  struct Output {
    let status: Int32
    let output: [UInt8]
    let errors: [UInt8]
  }

  /// More than any list of files that a person keeps.
  private static let mostBytes = 256 << 20

  /// - Throws: `CommandFailure` where there is no git.
  static func run(_ arguments: String...) throws -> Output {
    guard let program = path else {
      throw CommandFailure(
        .faulty, "a git revision was named, and there is no program 'git' on the PATH",
        help: "install git, or name a file")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw CommandFailure(.faulty, "git cannot be run: \(error.localizedDescription)")
    }
    // Both are read at once: git waits where nobody reads one of them.
    let said = Received()
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) { said.take(read(errors)) }
    let bytes = read(output)
    group.wait()
    process.waitUntilExit()
    return Output(status: process.terminationStatus, output: bytes, errors: said.bytes)
  }

  /// The first line of what was printed; nil where there is none.
  static func firstLine(_ bytes: [UInt8]) -> String? {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
  }

  private static func read(_ pipe: Pipe) -> [UInt8] {
    let data = try? pipe.fileHandleForReading.read(upToCount: mostBytes)
    return data.map { [UInt8]($0) } ?? []
  }

  private static var path: String? {
    (environment("PATH") ?? "/usr/bin:/bin").split(separator: ":").lazy
      .map { "\($0)/git" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// What another thread read. The group that waits for it orders the two.
private final class Received: @unchecked Sendable {
  private(set) var bytes: [UInt8] = []

  func take(_ bytes: [UInt8]) { self.bytes = bytes }
}
