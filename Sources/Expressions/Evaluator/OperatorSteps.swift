/// `+ - * / %` and `in`: strict operations on two values.
final class BinaryStep: Step {
  /// `nil` where there is no such operation on values of these types.
  typealias Operation = @Sendable (Value, Value, inout Work) throws(Fault) -> Value?

  private let left: any Step
  private let right: any Step
  private let symbol: BinaryOperator
  private let operation: Operation
  private let offsets: Range<Int>

  init(
    _ left: any Step, _ symbol: BinaryOperator, _ right: any Step, at offsets: Range<Int>,
    _ operation: @escaping Operation
  ) {
    self.left = left
    self.right = right
    self.symbol = symbol
    self.operation = operation
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let (left, right) = (left.run(&frame), right.run(&frame))
    guard case .value(let a) = left, case .value(let b) = right else {
      return Operands.undecided(left, right)
    }
    do throws(Fault) {
      if let result = try operation(a, b, &frame.work) { return .value(result) }
    } catch {
      return .failure(Failure(error.message, at: offsets))
    }
    return .failure(noOperation(symbol, a, b, at: offsets))
  }
}

/// `==` and `!=`
final class EqualityStep: Step {
  private let left: any Step
  private let right: any Step
  private let isNegated: Bool
  private let offsets: Range<Int>

  init(_ left: any Step, _ right: any Step, isNegated: Bool, at offsets: Range<Int>) {
    self.left = left
    self.right = right
    self.isNegated = isNegated
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let (left, right) = (left.run(&frame), right.run(&frame))
    guard case .value(let a) = left, case .value(let b) = right else {
      return Operands.undecided(left, right)
    }
    do throws(Fault) {
      return .value(.bool(try a.equals(b, &frame.work) != isNegated))
    } catch {
      return .failure(Failure(error.message, at: offsets))
    }
  }
}

/// `< <= > >=`
final class OrderStep: Step {
  private let left: any Step
  private let right: any Step
  private let symbol: BinaryOperator
  private let offsets: Range<Int>

  init(_ left: any Step, _ symbol: BinaryOperator, _ right: any Step, at offsets: Range<Int>) {
    self.left = left
    self.right = right
    self.symbol = symbol
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let (left, right) = (left.run(&frame), right.run(&frame))
    guard case .value(let a) = left, case .value(let b) = right else {
      return Operands.undecided(left, right)
    }
    // By far the most common comparison of rules, kept off the general way.
    if case .int(let a) = a, case .int(let b) = b {
      return .value(.bool(holds(ValueOrder(a, b))))
    }
    do throws(Fault) {
      if let order = try a.order(b) { return .value(.bool(holds(order))) }
    } catch {
      return .failure(Failure(error.message, at: offsets))
    }
    return .failure(noOperation(symbol, a, b, at: offsets))
  }

  private func holds(_ order: ValueOrder) -> Bool {
    switch symbol {
    case .less: order == .before
    case .lessOrEqual: order != .after
    case .greater: order == .after
    default: order != .before
    }
  }
}

/// `-a`
final class NegateStep: Step {
  private let operand: any Step
  private let offsets: Range<Int>

  init(_ operand: any Step, at offsets: Range<Int>) {
    self.operand = operand
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let operand = operand.run(&frame)
    switch operand {
    case .value(.double(let value)): return .value(.double(-value))
    case .value(.int(let value)):
      let (result, overflow) = Int64(0).subtractingReportingOverflow(value)
      return overflow ? .failure(Failure("the int overflows", at: offsets)) : .value(.int(result))
    case .value(let value):
      return .failure(Failure("'-' does not apply to \(value.typeName.name)", at: offsets))
    case .failure, .unknown: return operand
    }
  }
}

private func noOperation(
  _ symbol: BinaryOperator, _ left: Value, _ right: Value, at offsets: Range<Int>
) -> Failure {
  Failure(
    "'\(symbol.rawValue)' does not apply to \(left.typeName.name) and \(right.typeName.name)",
    at: offsets)
}
