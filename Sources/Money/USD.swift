/// An exact amount of US dollars: 24 decimals, within ±$170,141,183,460,469.
package struct USD: Sendable, Hashable {
  /// The amount in dollars.
  package let decimal: ExactDecimal

  /// No money.
  package static let zero = USD(.zero)

  /// This many dollars.
  package init(_ decimal: ExactDecimal) { self.decimal = decimal }

  /// Reads dollars as a decimal: `18.00`, `0.0001`, `-3.57`, `1e-4`. No currency sign.
  ///
  /// Nil where the text is no such number, is out of range, or needs more than 24 decimals.
  package init?(_ text: String) {
    guard let decimal = ExactDecimal(text) else { return nil }
    self.init(decimal)
  }

  /// Whether this is no money at all.
  package var isZero: Bool { decimal.isZero }
  /// Whether this is below zero.
  package var isNegative: Bool { decimal.isNegative }

  /// The exact sum. Throws `MoneyOverflow` where it does not fit.
  package static func + (left: USD, right: USD) throws(MoneyOverflow) -> USD {
    USD(try left.decimal + right.decimal)
  }

  /// The exact difference. Throws `MoneyOverflow` where it does not fit.
  package static func - (left: USD, right: USD) throws(MoneyOverflow) -> USD {
    USD(try left.decimal - right.decimal)
  }

  /// The amount with the other sign.
  package static prefix func - (value: USD) -> USD { USD(-value.decimal) }

  /// The exact product with a count. Throws `MoneyOverflow` where it does not fit.
  package static func * (left: USD, right: Int) throws(MoneyOverflow) -> USD {
    USD(try left.decimal * right)
  }

  /// The exact product with a count. Throws `MoneyOverflow` where it does not fit.
  package func times(_ count: Int) throws(MoneyOverflow) -> USD { try self * count }

  /// The product, half to even at the 24th decimal. Throws `MoneyOverflow` where it does not fit.
  package func times(_ factor: ExactDecimal) throws(MoneyOverflow) -> USD {
    USD(try decimal.times(factor))
  }

  /// The amount raised as `divisor` is to `amount`, rounded away from zero at the 24th decimal: for what
  /// must not fall short. Throws `MoneyOverflow` where it does not fit, and for a divisor of zero.
  package func timesRoundedUp(_ amount: USD, over divisor: USD) throws(MoneyOverflow) -> USD {
    USD(try decimal.timesRoundedUp(amount.decimal, over: divisor.decimal))
  }

  /// This share of the amount, half to even at the 24th decimal.
  package func times(_ share: Share) throws(MoneyOverflow) -> USD {
    USD(try decimal.times(share))
  }

  /// The quotient, half to even at the 24th decimal. Throws `MoneyOverflow` for a divisor of zero.
  package func dividing(by divisor: Int) throws(MoneyOverflow) -> USD {
    USD(try decimal.dividing(by: divisor))
  }

  /// The percentage of `base` that this is, with two decimals, half to even; nil for a zero base.
  ///
  /// Throws `MoneyOverflow` where the percentage does not fit.
  package func percent(of base: USD) throws(MoneyOverflow) -> ExactDecimal? {
    try decimal.percent(of: base.decimal)
  }
}

extension USD: Comparable {
  package static func < (left: USD, right: USD) -> Bool { left.decimal < right.decimal }
}

extension USD: CustomStringConvertible {
  /// The dollars in their shortest exact digits: `12.10811`. This is how JSON and CSV carry money.
  package var description: String { decimal.description }
}
