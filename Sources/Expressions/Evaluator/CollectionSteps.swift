/// `[a, b]`
final class ListStep: Step {
  private let elements: [any Step]

  init(_ elements: [any Step]) { self.elements = elements }

  func run(_ frame: inout Frame) -> Evaluated {
    switch Operands(elements, &frame) {
    case .values(let values): .value(.list(values))
    case .undecided(let result): result
    }
  }
}

/// `{a: b}`
final class MapStep: Step {
  private let keysAndValues: [any Step]
  private let offsets: Range<Int>

  /// Keys and values take turns.
  init(_ keysAndValues: [any Step], at offsets: Range<Int>) {
    self.keysAndValues = keysAndValues
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    switch Operands(keysAndValues, &frame) {
    case .undecided(let result): return result
    case .values(let values):
      let entries = stride(from: 0, to: values.count - 1, by: 2).map {
        (values[$0], values[$0 + 1])
      }
      do throws(MapValue.Fault) {
        return .value(.map(try MapValue(entries)))
      } catch {
        return .failure(Failure(error.message, at: offsets))
      }
    }
  }
}

extension MapValue.Fault {
  fileprivate var message: String {
    switch self {
    case .unsupportedKey(let key): "\(key.typeName.name) cannot be the key of a map"
    case .repeatedKey(let key): "the key \(key.shown) occurs twice"
    }
  }
}
