/// A call of a function of the catalog.
final class CallStep: Step {
  private let function: Function
  private let arguments: [any Step]
  private let offsets: Range<Int>

  init(_ function: Function, _ arguments: [any Step], at offsets: Range<Int>) {
    self.function = function
    self.arguments = arguments
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    switch Operands(arguments, &frame) {
    case .undecided(let result): return result
    case .values(let values):
      do throws(Fault) {
        if let result = try function.apply(values, &frame.work) { return .value(result) }
      } catch {
        return .failure(Failure(error.message, at: offsets))
      }
      let types = values.map(\.typeName.name).joined(separator: ", ")
      return .failure(Failure("\(function.name)() does not apply to (\(types))", at: offsets))
    }
  }
}

/// `matches` with a constant pattern, which is compiled once.
final class MatchesStep: Step {
  private let text: any Step
  private let pattern: Pattern
  private let offsets: Range<Int>

  init(_ text: any Step, _ pattern: Pattern, at offsets: Range<Int>) {
    self.text = text
    self.pattern = pattern
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let text = text.run(&frame)
    guard case .value(let value) = text else { return text }
    guard case .string(let string) = value else {
      return .failure(Failure("matches() does not apply to \(value.typeName.name)", at: offsets))
    }
    do throws(Fault) {
      return .value(.bool(try pattern.matches(string, &frame.work)))
    } catch {
      return .failure(Failure(error.message, at: offsets))
    }
  }
}
