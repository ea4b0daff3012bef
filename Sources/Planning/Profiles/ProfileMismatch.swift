/// Why a plan cannot be decided from a profile.
package struct ProfileMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  /// What the profile lacks, or has otherwise.
  package enum Reason: Sendable, Hashable {
    /// There is no plan to make a profile for.
    case nothing
    case table(profile: String, plan: String)
    case key(profile: String, plan: String)
    /// The profile does not say which subjects the plan's `where` takes in.
    case condition(String?)
    case image(column: String?)
    case answers(column: String)
    case fact(String)
    case factType(String, profile: String, plan: String)
    /// A condition reads a path of this stage's answers, which the profile did not look at.
    case answerPath(stage: String, path: String)
  }

  package let reason: Reason

  init(_ reason: Reason) { self.reason = reason }

  /// One sentence without a full stop.
  package var description: String {
    switch reason {
    case .nothing: "there is no plan to profile the subjects for"
    case .table(let profile, let plan):
      "the plan's subjects are the rows of '\(plan)', and those that were counted are of "
        + "'\(profile)'"
    case .key(let profile, let plan):
      "the plan tells its subjects apart by '\(plan)', and they were counted by '\(profile)'"
    case .condition(let text?):
      "the profile does not say for which subjects this holds: where: \(text)"
    case .condition(nil):
      "the plan takes in all rows, and the profile counted only some of them"
    case .image(let column?):
      "the profile does not say which subjects have an image in '\(column)'"
    case .image(nil): "the profile counted subjects with images, and the plan knows of none"
    case .answers(let column):
      "the profile does not say in which subjects '\(column)' takes answers"
    case .fact(let name): "the profile does not hold the fact '\(name)' as the plan defines it"
    case .factType(let name, let profile, let plan):
      "the fact '\(name)' is \(plan) in the plan, and \(profile) in the profile"
    case .answerPath(let stage, let path):
      "a condition reads '\(stage).\(path)', which the profile did not look at"
    }
  }

  /// What to do about it.
  package var help: String {
    switch reason {
    case .table, .key: "compare rule files that are about the same rows"
    default: "take the profile anew, with --save-profile and the rules that it is to price"
    }
  }
}
