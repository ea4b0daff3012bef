// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// A library of this package. Its dependencies are the table of "Where things are" in
/// CONTRIBUTING.md, which ArchitectureTests holds against every import.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "gearbox",
  products: [.executable(name: "gearbox", targets: ["gearbox"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.9.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

    library("Diagnostics"),
    library("Money"),
    library("JSON"),
    library("YAML", ["CLibYAML", "Diagnostics"]),
    library("Expressions", ["Diagnostics"]),
    library("Prompts", ["YAML", "JSON", "Diagnostics", mustache]),
    library("Rules", ["YAML", "Expressions", "Prompts", "Money", "Diagnostics"]),
    library(
      "Planning",
      ["Rules", "Prompts", "Expressions", "YAML", "JSON", "Money", "Diagnostics", crypto]
    ),
    library(
      "Simulation", ["Planning", "Rules", "Prompts", "Expressions", "Money", "Diagnostics"]),
    library("Runs", ["Planning", "Expressions", "JSON", "Money"]),
    library(
      "Storage",
      [
        "CLibPQ", "Runs", "Planning", "Rules", "Prompts", "Expressions", "JSON", "Money",
        "Diagnostics", grdb,
      ]),
    library("Models", ["CLibCurl", "JSON"]),
    library(
      "Backfill",
      [
        "Storage", "Models", "Runs", "Planning", "Rules", "Prompts", "Expressions", "JSON",
        "Money", logging,
      ]),
    library("MockModels", ["JSON", hummingbird, lifecycle, logging]),
    library(
      "Reporting",
      [
        "Simulation", "Runs", "Planning", "Rules", "Prompts", "Expressions", "YAML", "JSON",
        "Money", "Diagnostics",
      ]),
    .executableTarget(
      name: "gearbox",
      dependencies: [
        "Backfill", "Storage", "Models", "MockModels", "Reporting", "Simulation", "Runs",
        "Planning", "Rules", "Prompts", "Expressions", "YAML", "JSON", "Money", "Diagnostics",
        logging, argumentParser,
      ],
      swiftSettings: settings),

    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("MoneyTests", ["Money"]),
    tests("JSONTests", ["JSON"]),
    tests("YAMLTests", ["YAML", "Diagnostics"]),
    tests("ExpressionsTests", ["Expressions"]),
    tests("PromptsTests", ["Prompts", "YAML", "JSON", "Diagnostics"]),
    tests("RulesTests", ["Rules", "YAML", "Expressions", "Money", "Diagnostics"]),
    tests(
      "PlanningTests",
      ["Planning", "Rules", "Prompts", "Expressions", "YAML", "JSON", "Money", "Diagnostics"]),
    tests(
      "SimulationTests",
      ["Simulation", "Planning", "Rules", "Expressions", "JSON", "Money", "Diagnostics"]),
    tests(
      "StorageTests",
      [
        "Storage", "Runs", "Simulation", "Planning", "Rules", "Prompts", "Expressions", "JSON",
        "Money", "Diagnostics", grdb,
      ]),
    tests("ModelsTests", ["Models", "JSON"]),
    tests("MockModelsTests", ["MockModels", "Models", "JSON"]),
    tests(
      "BackfillTests",
      [
        "Backfill", "Storage", "Models", "MockModels", "Runs", "Simulation", "Planning", "JSON",
        "Money", "Diagnostics", logging,
      ]),
    tests(
      "ReportingTests",
      [
        "Reporting", "Simulation", "Runs", "Planning", "Rules", "Prompts", "Expressions", "YAML",
        "JSON", "Money", "Diagnostics",
      ]),
    tests("ArchitectureTests", []),
    tests(
      "EndToEndTests",
      ["JSON", "Diagnostics", "Expressions", "Prompts", "Reporting", "Rules", "YAML"]),
  ],
  swiftLanguageModes: [.v6]
)
