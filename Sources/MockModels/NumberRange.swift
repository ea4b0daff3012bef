import JSON

/// The numbers that a schema allows, on a grid of steps: multiples of `multipleOf`, whole numbers,
/// or hundredths.
struct NumberRange {
  private let step: Double
  private let places: Int
  /// In steps, both ends included.
  private let lowest: Double
  private let highest: Double

  /// `nil` where no number fits.
  init?(_ schema: JSONValue, isInteger: Bool) {
    let multiple = schema["multipleOf"]?.number?.double
    let step = multiple.map { $0 > 0 && $0.isFinite ? $0 : 1 } ?? (isInteger ? 1 : 0.01)
    self.step = isInteger ? max(1, step.rounded(.up)) : step
    places = schema["multipleOf"]?.number.map { Self.decimals($0.text) } ?? (isInteger ? 0 : 2)
    let least = Self.steps(schema["minimum"], self.step, .up, isExclusive: false)
    let leastExclusive = Self.steps(schema["exclusiveMinimum"], self.step, .up, isExclusive: true)
    let most = Self.steps(schema["maximum"], self.step, .down, isExclusive: false)
    let mostExclusive = Self.steps(schema["exclusiveMaximum"], self.step, .down, isExclusive: true)
    let lower = [least, leastExclusive].compactMap { $0 }.max()
    let upper = [most, mostExclusive].compactMap { $0 }.min()
    // Without bounds: small whole numbers, or shares of one.
    let width = isInteger ? 10.0 : max(1, (1 / self.step).rounded())
    lowest = lower ?? upper.map { min(0, $0) } ?? 0
    highest = upper ?? (lower.map { max($0, 0) } ?? 0) + width
    // Beyond this doubles no longer tell whole numbers apart.
    guard lowest <= highest, abs(lowest) < 0x1p53, abs(highest) < 0x1p53 else { return nil }
  }

  func sample(_ random: inout RandomSource) -> JSONNumber? {
    let count = Int(min(highest - lowest, 1_000_000)) + 1
    let value = (lowest + Double(random.index(below: count))) * step
    guard abs(value) < 0x1p53 else { return nil }
    if places == 0, value == value.rounded() { return JSONNumber(Int64(value)) }
    return JSONNumber(exactly: Self.text(value, places: places)) ?? JSONNumber(value)
  }

  private static func steps(
    _ bound: JSONValue?, _ step: Double, _ direction: FloatingPointRoundingRule, isExclusive: Bool
  ) -> Double? {
    guard let bound = bound?.number?.double, bound.isFinite else { return nil }
    let exact = bound / step
    // A bound such as 0.29 is a whole number of hundredths, though binary fractions miss it.
    let nearest = exact.rounded()
    let steps = abs(exact - nearest) < 1e-6 ? nearest : exact.rounded(direction)
    guard isExclusive, steps == nearest else { return steps }
    return direction == .up ? steps + 1 : steps - 1
  }

  private static func decimals(_ text: String) -> Int {
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return min(15, text[text.index(after: point)...].prefix { $0.isNumber }.count)
  }

  /// Fixed-point digits, so that 0.1 + 0.2 does not show.
  private static func text(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    guard abs(value * scale) < 0x1p53 else { return "" }
    let digits = Int64((value * scale).rounded())
    let sign = digits < 0 ? "-" : ""
    var text = String(digits.magnitude)
    guard places > 0 else { return sign + text }
    if text.count <= places { text = String(repeating: "0", count: places + 1 - text.count) + text }
    return "\(sign)\(text.dropLast(places)).\(text.suffix(places))"
  }
}
