import Foundation
import Testing

/// What each module may import of this package and of others, apart from the standard library and
/// Foundation. Imports follow the way of the data: nothing points back.
private let mayImport: [String: Set<String>] = [
  "Diagnostics": [],
  "Money": [],
  "JSON": [],
  "YAML": ["CLibYAML", "Diagnostics"],
  "Expressions": ["Diagnostics"],
  "Prompts": ["YAML", "JSON", "Diagnostics", "Mustache"],
  "Rules": ["YAML", "Expressions", "Prompts", "JSON", "Money", "Diagnostics"],
  "Planning": [
    "Rules", "Prompts", "Expressions", "YAML", "JSON", "Money", "Diagnostics", "Crypto",
  ],
  "Simulation": ["Planning", "Rules", "Prompts", "Expressions", "JSON", "Money", "Diagnostics"],
  "Runs": ["Planning", "Rules", "Prompts", "Expressions", "JSON", "Money", "Diagnostics"],
  "Storage": [
    "CLibPQ", "GRDB", "Runs", "Planning", "Rules", "Prompts", "Expressions", "JSON", "Money",
    "Diagnostics",
  ],
  "Models": ["CLibCurl", "Rules", "JSON", "Money", "Diagnostics"],
  "Backfill": [
    "Storage", "Models", "Runs", "Planning", "Rules", "Prompts", "Expressions", "JSON", "Money",
    "Diagnostics", "Logging",
  ],
  "MockModels": [
    "JSON", "Hummingbird", "Logging", "NIOCore", "HTTPTypes", "ServiceLifecycle",
  ],
  "Reporting": [
    "Simulation", "Runs", "Planning", "Rules", "Prompts", "Expressions", "YAML", "JSON", "Money",
    "Diagnostics",
  ],
  "gearbox": [
    "Backfill", "Storage", "Models", "MockModels", "Reporting", "Simulation", "Runs", "Planning",
    "Rules", "Prompts", "Expressions", "YAML", "JSON", "Money", "Diagnostics", "Logging",
    "ArgumentParser",
  ],
]

/// Modules that come with the compiler or the system, and open no socket by themselves.
private let platform: Set<String> = [
  "Foundation", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization",
]

/// Modules through which a program reaches a network.
private let sockets: Set<String> = [
  "CLibCurl", "CLibPQ", "GRDB", "Hummingbird", "NIOCore", "FoundationNetworking", "Storage",
  "Models", "MockModels", "Backfill",
]

@Suite("Modules import only what lies below them")
struct ImportTests {
  @Test("every import of a module is one that it may have", arguments: mayImport.keys.sorted())
  func imports(of module: String) throws {
    let allowed = try #require(mayImport[module]).union(platform)
    for (file, imported) in try importsOfSources(module) {
      #expect(allowed.contains(imported), "\(file) imports \(imported)")
    }
  }

  @Test("every folder of sources is in the table")
  func complete() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    let modules = folders.filter { !$0.hasPrefix("CLib") && !$0.hasPrefix(".") }
    #expect(Set(modules) == Set(mayImport.keys))
  }

  @Test("simulating and planning can reach no network", arguments: ["Simulation", "Planning"])
  func offline(_ module: String) throws {
    var reached: Set<String> = []
    var pending = [module]
    while let next = pending.popLast() {
      guard reached.insert(next).inserted, mayImport[next] != nil else { continue }
      pending += try importsOfSources(next).map(\.imported)
    }
    #expect(reached.isDisjoint(with: sockets))
  }

  private let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources")

  private func importsOfSources(_ module: String) throws -> [(file: String, imported: String)] {
    let folder = sources.appendingPathComponent(module)
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
    try #require(!files.isEmpty, "no sources in \(folder.path)")
    return try files.flatMap { file in
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      return text.split(separator: "\n").compactMap(importedModule).map {
        ("\(module)/\(file)", $0)
      }
    }
  }

  /// The module that a line imports, if it is an import.
  private func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    let modifiers: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
    guard let position = words.firstIndex(of: "import"), position + 1 < words.count,
      words[..<position].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) })
    else { return nil }
    // `import struct Module.Name` names the module in the last word.
    return words.last?.split(separator: ".").first.map(String.init)
  }
}
