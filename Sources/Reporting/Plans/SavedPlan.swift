package import Diagnostics
package import JSON
package import Planning
import Rules
package import Simulation

/// A plan as a file: what was compiled and priced, and the sources that it can be compiled from
/// again, so that it is run as it was priced, on any machine, or not at all.
package struct SavedPlan: Sendable {
  /// The format that is written, and the newest that is read.
  package static let format: Int64 = 1

  /// The rules as `name@version`.
  package let label: String
  package let digest: String
  /// When it was saved: ISO 8601, in UTC.
  package let savedAt: String
  /// The provider that every call goes to instead of its model's own.
  package let reroute: String?
  /// Whether all calls are made in batches, whatever the rules say.
  package let isBatch: Bool
  /// The rule file first, then the price book, then what prompts are made of.
  package let sources: [SourceText]
  /// Where the subjects were counted, without what is secret in it; nil where nothing was counted.
  package let database: String?
  /// Of the subjects that were counted.
  package let imprint: ProfileImprint?
  /// All of it, as the file has it.
  package let json: JSONValue

  /// What a plan was priced over.
  package struct Pricing {
    package let bill: Bill
    package let imprint: ProfileImprint
    package let database: String

    package init(bill: Bill, imprint: ProfileImprint, database: String) {
      self.bill = bill
      self.imprint = imprint
      self.database = database
    }
  }

  /// A plan to be saved.
  ///
  /// - Parameters:
  ///   - isBatch: Whether all calls were priced as batch calls, whatever the rules say.
  ///   - toolVersion: Of the program that saves it.
  ///   - time: ISO 8601, in UTC.
  package init(
    _ plan: RoutingPlan, reroute: String?, isBatch: Bool = false, pricing: Pricing?,
    toolVersion: String, at time: String
  ) {
    label = plan.label
    digest = plan.digest
    savedAt = time
    self.reroute = reroute
    self.isBatch = isBatch
    sources = plan.sources
    database = pricing?.database
    imprint = pricing?.imprint
    var file: JSONObject = [
      SavedPlan.formatKey: .number(JSONNumber(Self.format)),
      "saved_at": .string(time),
      "saved_by": .string("gearbox \(toolVersion)"),
      "ruleset": .string(plan.name),
      "version": .number(JSONNumber(plan.version)),
      "digest": .string(plan.digest),
      "sections": .object(
        JSONObject(
          RoutingPlan.sectionNames.compactMap { name in
            plan.sections[name].map { (name, .string($0)) }
          })),
      "provider": .optional(reroute),
      "execution": .optional(isBatch ? Execution.batch.rawValue : nil),
      "budget": .optional(plan.limits.budget?.value),
      "prices": PlanPrices(of: plan).json,
      "database": .optional(pricing?.database),
      "bill": pricing.map { $0.bill.json(for: plan) } ?? .null,
      "sources": .array(plan.sources.map(\.recorded)),
      "profile": pricing.map { $0.imprint.json } ?? .null,
    ]
    file["seal"] = .string(Self.seal(of: file))
    json = .object(file)
  }

  static let formatKey = "gearbox_plan"

  /// A digest over all that stands beside it.
  static func seal(of file: JSONObject) -> String {
    sha256(.object(JSONObject(file.filter { $0.key != "seal" })))
  }
}

extension SourceText {
  fileprivate var recorded: JSONValue {
    [
      "name": .string(name), "digest": .string(sha256(text: text)), "text": .string(text),
    ]
  }
}

extension ProfileImprint {
  fileprivate var json: JSONValue {
    [
      "subjects": JSONValue(subjects),
      "vectors": JSONValue(vectors),
      "digest": .string(digest),
      "classes": .object(
        JSONObject(classes.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) })),
    ]
  }
}
