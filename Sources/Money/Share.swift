/// A part of a whole in millionths, from none (0) to all (1).
package struct Share: Sendable, Hashable {
  /// 0...1,000,000.
  package let millionths: Int

  static let oneInMillionths = 1_000_000

  /// None of the whole.
  package static let none = Share(clamping: 0)
  /// All of the whole.
  package static let all = Share(clamping: oneInMillionths)

  private init(clamping millionths: Int) {
    self.millionths = min(max(millionths, 0), Self.oneInMillionths)
  }

  /// Reads a decimal within 0...1 (`0.65`, `1`), rounded to six decimals, half to even; else nil.
  package init?(_ text: String) {
    guard let value = ExactDecimal(text), !value.isNegative, value.units <= ExactDecimal.one else {
      return nil
    }
    guard let millionths = try? scaled(value.units.magnitude, by: 1, over: powerOfTen(18)) else {
      return nil
    }
    self.init(clamping: Int(clamping: millionths))
  }

  /// The share that `numerator` of `denominator` are, rounded to six decimals, half to even.
  ///
  /// Below none is none, above all is all; a share of nothing (`denominator <= 0`) is none.
  package init(numerator: Int, denominator: Int) {
    guard numerator > 0, denominator > 0 else {
      self = .none
      return
    }
    let part = UInt128(min(numerator, denominator))
    let millionths = try? scaled(
      part, by: UInt128(Self.oneInMillionths), over: UInt128(denominator))
    self.init(clamping: Int(clamping: millionths ?? 0))
  }

  /// The share of a share, rounded to six decimals, half to even.
  package static func * (left: Share, right: Share) -> Share {
    // At most 10^12: fits any Int.
    Share(
      numerator: left.millionths * right.millionths,
      denominator: oneInMillionths * oneInMillionths)
  }

  /// The share as a decimal, exact.
  package var decimal: ExactDecimal {
    (try? ExactDecimal(units: Int128(millionths) * 1_000_000_000_000_000_000)) ?? .zero
  }
}

extension Share: Comparable {
  package static func < (left: Share, right: Share) -> Bool { left.millionths < right.millionths }
}

extension Share: CustomStringConvertible {
  /// The shortest digits: `0.65`, `0`, `1`.
  package var description: String { decimal.description }
}
