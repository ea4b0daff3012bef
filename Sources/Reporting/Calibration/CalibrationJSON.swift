package import JSON
import Money
import Runs
import Simulation

extension Calibration {
  /// The comparison for a program.
  package var json: JSONValue {
    [
      "ruleset": .string(ruleset), "version": .number(JSONNumber(version)),
      "run": .string(run.id), "run_version": .number(JSONNumber(run.version)),
      "same_digest": .bool(isSameDigest),
      "tiers": .array(tiers.map(\.json)),
      "shares": .array(
        shares.map { share in
          [
            "stage": .string(share.stage), "assumed": .optional(share.assumed?.description),
            "measured": .string(share.measured.share.description),
            "answers": .optional(share.measured.answersMeasured.map { JSONValue($0) }),
            "offered": .optional(share.offered?.description),
          ]
        }),
      "patch": .string(patch.unified),
    ]
  }
}

extension CalibratedTier {
  fileprivate var json: JSONValue {
    [
      "stage": .string(stage), "tier": .string(tier), "model": .string(model),
      "calls": JSONValue(calls), "subjects": JSONValue(subjects), "metered": JSONValue(metered),
      "declared": .optional(declared), "estimated": .optional(estimated),
      "billed": [
        "total": JSONValue(total), "mean": .optional(mean), "least": .optional(least),
        "median": .optional(median), "most": .optional(most),
      ],
      "offered": .optional(offered),
    ]
  }
}
