// swift-tools-version: 6.2
import PackageDescription

// The modules that decide and those that keep, from the checkout above, and what times them. A package of its own, so
// that building and testing gearbox does not build this.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "gearbox-benchmarks",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    library("Diagnostics"),
    library("Money"),
    library("JSON"),
    library("YAML", ["CLibYAML", "Diagnostics"]),
    library("Expressions", ["Diagnostics"]),
    library(
      "Prompts",
      ["YAML", "JSON", "Diagnostics", .product(name: "Mustache", package: "swift-mustache")]),
    library("Rules", ["YAML", "Expressions", "Prompts", "Money", "Diagnostics"]),
    library(
      "Planning",
      [
        "Rules", "Prompts", "Expressions", "YAML", "JSON", "Money", "Diagnostics",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    library("Runs", ["Planning", "Expressions", "JSON", "Money"]),
    library(
      "Storage",
      [
        "CLibPQ", "Runs", "Planning", "Rules", "Prompts", "Expressions", "JSON", "Money",
        "Diagnostics", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .executableTarget(
      name: "SettlementBenchmark",
      dependencies: ["Storage", "Runs", "Planning", "Prompts", "JSON", "Money", "Diagnostics"],
      swiftSettings: settings),
    .executableTarget(
      name: "DecisionBenchmark", dependencies: ["Planning", "Rules", "Expressions", "Diagnostics"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
