import ArgumentParser
import Money
import Reporting

/// What a change of rules may cost before it is stopped or warned of.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fail with status 2 where the expected cost grows by more: 5%, or $2.",
      valueName: "growth"))
  var failAbove: String?

  @Option(
    help: ArgumentHelp(
      "Warn where the expected cost grows by more: 5%, or $2.", valueName: "growth"))
  var warnAbove: String?

  @Option(
    help: ArgumentHelp(
      "Fail with status 2 where the new expected cost is more: $20.", valueName: "amount"))
  var maxCost: String?

  func validate() throws {
    _ = try gates
  }

  var gates: [Gate] {
    get throws {
      var gates: [Gate] = []
      if let failAbove {
        gates.append(
          Gate(try growth(failAbove, "--fail-above"), option: "--fail-above \(failAbove)"))
      }
      if let maxCost {
        guard let amount = Self.amount(maxCost) else {
          throw ValidationError("--max-cost is an amount of US dollars, such as 20 or $20.")
        }
        gates.append(Gate(.total(amount), option: "--max-cost \(maxCost)"))
      }
      if let warnAbove {
        gates.append(
          Gate(
            try growth(warnAbove, "--warn-above"), option: "--warn-above \(warnAbove)",
            isWarning: true))
      }
      return gates
    }
  }

  private func growth(_ text: String, _ option: String) throws -> Gate.Bound {
    if text.hasSuffix("%"), let percent = ExactDecimal(String(text.dropLast())),
      !percent.isNegative
    {
      return .percent(percent)
    }
    guard let amount = Self.amount(text) else {
      throw ValidationError(
        "\(option) is a percentage such as 5%, or an amount of US dollars such as $2.")
    }
    return .amount(amount)
  }

  /// US dollars of 0 or more, with or without a sign of the currency.
  static func amount(_ text: String) -> USD? {
    guard let amount = USD(text.hasPrefix("$") ? String(text.dropFirst()) : text),
      !amount.isNegative
    else { return nil }
    return amount
  }
}
