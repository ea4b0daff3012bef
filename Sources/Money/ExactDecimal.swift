/// An amount does not fit, or a division has no result.
///
/// Amounts reach to ±170,141,183,460,469 units; nothing is ever wrapped or silently saturated.
package struct MoneyOverflow: Error, Sendable, Hashable {
  package init() {}
}

/// An exact decimal number with 24 decimals, within ±170,141,183,460,469.
///
/// Sums and products with integers are exact; whatever has to round rounds half to even at the
/// 24th decimal. Nothing here passes through binary floating point.
package struct ExactDecimal: Sendable, Hashable {
  /// The number in units of 10^-24. Never `Int128.min`, so that negation and magnitude always fit.
  let units: Int128

  static let places = 24
  static let one: Int128 = 1_000_000_000_000_000_000_000_000

  /// Zero.
  package static let zero = ExactDecimal(uncheckedUnits: 0)

  private init(uncheckedUnits units: Int128) { self.units = units }

  /// The number of `units` of 10^-24. Throws `MoneyOverflow` for `Int128.min`.
  init(units: Int128) throws(MoneyOverflow) {
    guard units != .min else { throw MoneyOverflow() }
    self.units = units
  }

  /// The number with this sign and magnitude in units of 10^-24.
  init(isNegative: Bool, magnitude: UInt128) throws(MoneyOverflow) {
    guard let units = Int128(exactly: magnitude) else { throw MoneyOverflow() }
    self.init(uncheckedUnits: isNegative ? -units : units)
  }

  /// A whole number. Throws `MoneyOverflow` beyond ±170,141,183,460,469.
  package init(_ whole: Int) throws(MoneyOverflow) {
    let (units, overflow) = Int128(whole).multipliedReportingOverflow(by: Self.one)
    guard !overflow else { throw MoneyOverflow() }
    try self.init(units: units)
  }

  /// Whether this is zero.
  package var isZero: Bool { units == 0 }
  /// Whether this is below zero.
  package var isNegative: Bool { units < 0 }

  /// This number with the other sign.
  package static prefix func - (value: ExactDecimal) -> ExactDecimal {
    ExactDecimal(uncheckedUnits: -value.units)
  }

  /// The distance from zero.
  package var magnitude: ExactDecimal { isNegative ? -self : self }
}

extension ExactDecimal: Comparable {
  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    left.units < right.units
  }
}
