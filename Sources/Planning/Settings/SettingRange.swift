import Money

/// A path with values to be tried one after the other: `limits.budget=10..20:2`.
package struct SettingRange: Sendable {
  package let path: String
  /// As they are written into the rules, in the order of the range.
  package let values: [String]

  /// More is no range to read.
  package static let mostValues = 1_000

  /// Why a text that looks like a range is none.
  package struct Fault: Error, Sendable, Hashable {
    package let message: String
    package let help: String

    package init(message: String, help: String) {
      self.message = message
      self.help = help
    }
  }

  /// Reads `PATH=FROM..TO` or `PATH=FROM..TO:STEP`; nil where the argument is no range. Both ends
  /// are in the range, the last one where a step comes to it.
  package static func read(_ argument: String) throws(Fault) -> SettingRange? {
    let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, let dots = sides[1].firstRange(of: "..") else { return nil }
    let rest = sides[1][dots.upperBound...].split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let from = ExactDecimal(String(sides[1][..<dots.lowerBound])),
      let to = rest.first.flatMap({ ExactDecimal(String($0)) })
    else { return nil }
    return SettingRange(
      path: String(sides[0]),
      values: try values(from, to, step: rest.dropFirst().first.map { String($0) }))
  }

  private static func values(
    _ from: ExactDecimal, _ to: ExactDecimal, step text: String?
  ) throws(Fault) -> [String] {
    let help = "write FROM..TO:STEP, such as 20..40:5 or 0.001..0.005:0.001"
    let areWhole = [from, to].allSatisfy { !$0.description.contains(".") }
    guard let step = ExactDecimal(text ?? (areWhole ? "1" : "")) else {
      throw Fault(
        message: text.map { "the step '\($0)' is no number" } ?? "the range has no step",
        help: help)
    }
    guard !step.isZero, !step.isNegative else {
      throw Fault(message: "a step is more than 0", help: help)
    }
    let signed = to < from ? -step : step
    var values: [String] = []
    var value = from
    while signed.isNegative ? value >= to : value <= to {
      guard values.count < mostValues else {
        throw Fault(
          message: "the range has more than \(mostValues) values", help: "take larger steps")
      }
      values.append(value.description)
      guard let next = try? value + signed else { break }
      value = next
    }
    return values
  }
}
