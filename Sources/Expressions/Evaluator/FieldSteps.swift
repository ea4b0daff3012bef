/// `a.b`
final class SelectStep: Step {
  private let operand: any Step
  private let field: String
  private let offsets: Range<Int>

  init(_ operand: any Step, field: String, at offsets: Range<Int>) {
    self.operand = operand
    self.field = field
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let operand = operand.run(&frame)
    guard case .value(let value) = operand else { return operand }
    guard case .map(let map) = value else {
      return .failure(Failure("\(value.typeName.name) has no fields", at: offsets))
    }
    guard let found = map[field: field] else {
      return .failure(Failure("there is no field '\(field)'", at: offsets))
    }
    return .value(found)
  }
}

/// `has(a.b)`: false where the field is missing, and where the answer that it would be part of
/// will never come.
final class HasStep: Step {
  private let slot: Int?
  private let unknown: Unknowns
  private let operand: any Step
  private let field: String
  private let offsets: Range<Int>

  /// `slot` is that of the qualified name, where one is bound as a whole.
  init(
    _ operand: any Step, field: String, qualified: (name: String, slot: Int)?,
    at offsets: Range<Int>
  ) {
    self.operand = operand
    self.field = field
    self.offsets = offsets
    slot = qualified?.slot
    unknown = Unknowns(qualified.map { [$0.name] } ?? [])
  }

  func run(_ frame: inout Frame) -> Evaluated {
    if let slot {
      switch frame.binding(slot) {
      case .value: return .yes
      case .absent: return .no
      case .unknown: return .unknown(unknown)
      case .unbound: break
      }
    }
    let operand = operand.run(&frame)
    switch operand {
    case .value(.map(let map)): return map[field: field] == nil ? .no : .yes
    case .value(let value):
      return .failure(Failure("\(value.typeName.name) has no fields", at: offsets))
    case .failure(let failure) where failure.isAbsence: return .no
    case .failure, .unknown: return operand
    }
  }
}

/// `a[b]`
final class IndexStep: Step {
  private let operand: any Step
  private let index: any Step
  private let offsets: Range<Int>

  init(_ operand: any Step, _ index: any Step, at offsets: Range<Int>) {
    self.operand = operand
    self.index = index
    self.offsets = offsets
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let (operand, index) = (operand.run(&frame), index.run(&frame))
    guard case .value(let container) = operand, case .value(let key) = index else {
      return Operands.undecided(operand, index)
    }
    switch container {
    case .list(let elements):
      guard case .int(let position) = MapKey(key) else {
        return .failure(Failure("a list has no element at \(key.shown)", at: offsets))
      }
      guard let position = Int(exactly: position), elements.indices.contains(position) else {
        return .failure(
          Failure("index \(position) is out of range: the list has \(elements.count)", at: offsets))
      }
      return .value(elements[position])
    case .map(let map):
      guard let found = map[key: key] else {
        return .failure(Failure("there is no key \(key.shown)", at: offsets))
      }
      return .value(found)
    default:
      return .failure(Failure("\(container.typeName.name) cannot be indexed", at: offsets))
    }
  }
}
