package import Diagnostics
import JSON
package import Planning
import Rules

/// Why a file cannot be used as a saved plan.
package struct SavedPlanError: Error, Sendable, Hashable {
  /// What is wrong with "it", without a full stop.
  package let message: String
  package let help: String

  init(_ message: String, help: String = "save it anew with: gearbox plan RULES --out FILE") {
    self.message = message
    self.help = help
  }
}

extension SavedPlan {
  /// The plan in the text of a file.
  ///
  /// - Throws: `SavedPlanError` where the text is no saved plan, is one of a newer format, or is not
  ///   what was saved.
  package init(reading text: String) throws(SavedPlanError) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: text, limits: JSONLimits(maxBytes: 1 << 28))
    } catch {
      throw SavedPlanError(
        "it is no JSON: line \(error.line), column \(error.column): \(error.message)")
    }
    guard let object = json.object, let version = json[Self.formatKey] else {
      throw SavedPlanError("it is no saved plan: '\(Self.formatKey)' is missing")
    }
    guard version.int64 == Self.format else {
      throw SavedPlanError(
        "it is written in format \(version.serialized()), and this gearbox reads format "
          + "\(Self.format)", help: "run it with the gearbox that saved it, or save it anew")
    }
    try Self.validate(json)
    guard json["seal"]?.string == Self.seal(of: object) else {
      throw SavedPlanError("it was changed after it was saved: its seal is another")
    }
    self.init(json)
  }

  private static func validate(_ json: JSONValue) throws(SavedPlanError) {
    let faults: [SchemaViolation]
    do {
      faults = try JSONSchema(FileSchema.plan.json).validate(json)
    } catch {
      throw SavedPlanError("its schema cannot be read: \(error)")
    }
    if let fault = faults.first {
      let place = fault.instancePath.isEmpty ? "" : "at \(fault.instancePath), "
      throw SavedPlanError("it is no whole plan: \(place)\(fault.message)")
    }
  }

  /// - Parameter json: Of the plan's schema.
  private init(_ json: JSONValue) {
    label = "\(json["ruleset"]?.string ?? "")@\(json["version"]?.int64 ?? 0)"
    digest = json["digest"]?.string ?? ""
    savedAt = json["saved_at"]?.string ?? ""
    reroute = json["provider"]?.string
    isBatch = json["execution"]?.string == Execution.batch.rawValue
    sources = (json["sources"]?.array ?? []).map {
      SourceText(name: $0["name"]?.string ?? "", text: $0["text"]?.string ?? "")
    }
    database = json["database"]?.string
    imprint = json["profile"].flatMap { ProfileImprint($0) }
    self.json = json
  }

  /// The plan that was saved, compiled again from what was recorded; nil, and diagnostics, where
  /// this gearbox makes another of it.
  package func compile(into diagnostics: inout DiagnosticList) -> RoutingPlan? {
    guard let plan = PlanLoader(reroute: reroute).load(recorded: sources, into: &diagnostics) else {
      return nil
    }
    guard plan.digest == digest else {
      diagnostics.add(
        Diagnostic(
          "plan-digest", "this gearbox compiles another plan from what was recorded of \(label)",
          at: nil, help: "run it with the gearbox that saved it, or save it anew"))
      return nil
    }
    return plan
  }
}

extension ProfileImprint {
  fileprivate init?(_ json: JSONValue) {
    guard let subjects = json["subjects"]?.int64, let vectors = json["vectors"]?.int64,
      let digest = json["digest"]?.string, let classes = json["classes"]?.object
    else { return nil }
    self.init(
      subjects: Int(clamping: subjects), vectors: Int(clamping: vectors), digest: digest,
      classes: Dictionary(
        classes.map { ($0.key, Int(clamping: $0.value.int64 ?? 0)) },
        uniquingKeysWith: { first, _ in first }))
  }
}
