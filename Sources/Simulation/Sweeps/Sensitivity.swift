package import Money
package import Planning

/// What one step of each threshold and each weight is worth.
package struct Sensitivity: Sendable {
  /// The rules as they stand.
  package let base: Bill
  /// Those whose steps change the expected cost the most come first.
  package let numbers: [NumberSensitivity]

  package init(base: Bill, numbers: [NumberSensitivity]) {
    self.base = base
    self.numbers = numbers.enumerated().sorted { left, right in
      let (a, b) = (left.element.most, right.element.most)
      return a == b ? left.offset < right.offset : a > b
    }.map(\.element)
  }
}

/// What one step of a threshold or a weight is worth.
package struct NumberSensitivity: Sendable {
  package let number: AdjustableNumber
  /// What one less adds to the expected cost, in US dollars; nil where rules cannot have that.
  package let down: USD?
  /// What one more adds.
  package let up: USD?

  /// - Parameters:
  ///   - down: The bill with one less.
  ///   - up: The bill with one more.
  package init(
    _ number: AdjustableNumber, from base: Bill, down: Bill?, up: Bill?
  ) throws(MoneyOverflow) {
    self.number = number
    self.down = try Self.change(from: base, to: down)
    self.up = try Self.change(from: base, to: up)
  }

  private static func change(from base: Bill, to bill: Bill?) throws(MoneyOverflow) -> USD? {
    guard let bill else { return nil }
    return try bill.total.expected - base.total.expected
  }

  /// The larger of the two changes, whatever its direction.
  fileprivate var most: USD {
    [down, up].compactMap { $0.map { USD($0.decimal.magnitude) } }.max() ?? .zero
  }
}
