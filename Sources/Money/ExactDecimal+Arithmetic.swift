extension ExactDecimal {
  /// The exact sum. Throws `MoneyOverflow` where it does not fit.
  package static func + (
    left: ExactDecimal, right: ExactDecimal
  ) throws(MoneyOverflow) -> ExactDecimal {
    let (units, overflow) = left.units.addingReportingOverflow(right.units)
    guard !overflow else { throw MoneyOverflow() }
    return try ExactDecimal(units: units)
  }

  /// The exact difference. Throws `MoneyOverflow` where it does not fit.
  package static func - (
    left: ExactDecimal, right: ExactDecimal
  ) throws(MoneyOverflow) -> ExactDecimal {
    try left + (-right)
  }

  /// The exact product with a count. Throws `MoneyOverflow` where it does not fit.
  package static func * (left: ExactDecimal, right: Int) throws(MoneyOverflow) -> ExactDecimal {
    let (units, overflow) = left.units.multipliedReportingOverflow(by: Int128(right))
    guard !overflow else { throw MoneyOverflow() }
    return try ExactDecimal(units: units)
  }

  /// The exact product with a count. Throws `MoneyOverflow` where it does not fit.
  package func times(_ count: Int) throws(MoneyOverflow) -> ExactDecimal { try self * count }

  /// The product, half to even at the 24th decimal. Throws `MoneyOverflow` where it does not fit.
  package func times(_ factor: ExactDecimal) throws(MoneyOverflow) -> ExactDecimal {
    try ExactDecimal(
      isNegative: isNegative != factor.isNegative,
      magnitude: scaled(units.magnitude, by: factor.units.magnitude, over: Self.one.magnitude))
  }

  /// The product with the quotient of two others, rounded away from zero at the 24th decimal: for what
  /// must not fall short. Throws `MoneyOverflow` where it does not fit, and for a divisor of zero.
  package func timesRoundedUp(
    _ factor: ExactDecimal, over divisor: ExactDecimal
  ) throws(MoneyOverflow) -> ExactDecimal {
    let (quotient, remainder) = try divided(
      units.magnitude, by: factor.units.magnitude, over: divisor.units.magnitude)
    let (rounded, overflow) = quotient.addingReportingOverflow(remainder == 0 ? 0 : 1)
    guard !overflow else { throw MoneyOverflow() }
    let isNegative = isNegative != (factor.isNegative != divisor.isNegative)
    return try ExactDecimal(isNegative: isNegative, magnitude: rounded)
  }

  /// This share of the number, half to even at the 24th decimal.
  ///
  /// A share is at most one, so that the result always fits.
  package func times(_ share: Share) throws(MoneyOverflow) -> ExactDecimal {
    try ExactDecimal(
      isNegative: isNegative,
      magnitude: scaled(
        units.magnitude, by: UInt128(share.millionths), over: UInt128(Share.oneInMillionths)))
  }

  /// The quotient, half to even at the 24th decimal. Throws `MoneyOverflow` for a divisor of zero.
  package func dividing(by divisor: Int) throws(MoneyOverflow) -> ExactDecimal {
    try ExactDecimal(
      isNegative: isNegative != (divisor < 0),
      magnitude: scaled(units.magnitude, by: 1, over: UInt128(divisor.magnitude)))
  }

  /// How many hundredths of `base` this is, with two decimals, half to even; nil for a zero base.
  ///
  /// 42.57189 of 54.68 are 77.86. Throws `MoneyOverflow` where the percentage does not fit.
  package func percent(of base: ExactDecimal) throws(MoneyOverflow) -> ExactDecimal? {
    guard !base.isZero else { return nil }
    let hundredths = try scaled(units.magnitude, by: 10_000, over: base.units.magnitude)
    let (magnitude, overflow) = hundredths.multipliedReportingOverflow(by: powerOfTen(22))
    guard !overflow else { throw MoneyOverflow() }
    return try ExactDecimal(isNegative: isNegative != base.isNegative, magnitude: magnitude)
  }

  /// The nearest number with at most this many decimals, half to even.
  ///
  /// Counts outside 0...24 are taken as the nearer end. Throws `MoneyOverflow` where rounding away
  /// from zero leaves the range.
  package func rounded(toPlaces places: Int) throws(MoneyOverflow) -> ExactDecimal {
    let step = powerOfTen(Self.places - min(max(places, 0), Self.places))
    let steps = try scaled(units.magnitude, by: 1, over: step)
    let (magnitude, overflow) = steps.multipliedReportingOverflow(by: step)
    guard !overflow else { throw MoneyOverflow() }
    return try ExactDecimal(isNegative: isNegative, magnitude: magnitude)
  }
}

/// `value * factor / divisor`, half to even, through a product of 256 bits.
func scaled(
  _ value: UInt128, by factor: UInt128, over divisor: UInt128
) throws(MoneyOverflow) -> UInt128 {
  let (quotient, remainder) = try divided(value, by: factor, over: divisor)
  let rest = divisor - remainder
  guard remainder > rest || (remainder == rest && quotient & 1 == 1) else { return quotient }
  let (rounded, overflow) = quotient.addingReportingOverflow(1)
  guard !overflow else { throw MoneyOverflow() }
  return rounded
}

/// `value * factor / divisor` and what remains, through a product of 256 bits.
private func divided(
  _ value: UInt128, by factor: UInt128, over divisor: UInt128
) throws(MoneyOverflow) -> (quotient: UInt128, remainder: UInt128) {
  let product = value.multipliedFullWidth(by: factor)
  // Also refuses a divisor of zero, and is what `dividingFullWidth` demands to not trap.
  guard product.high < divisor else { throw MoneyOverflow() }
  return divisor.dividingFullWidth(product)
}

/// 10^exponent for exponents in 0...38; the nearer end for others.
func powerOfTen(_ exponent: Int) -> UInt128 {
  var power: UInt128 = 1
  for _ in 0..<min(max(exponent, 0), 38) { power *= 10 }
  return power
}
