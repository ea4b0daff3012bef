/// `all`, `exists`, `exists_one`, `map` and `filter` over the elements of a list or the keys of a
/// map.
final class ComprehensionStep: Step {
  private let kind: Comprehension.Kind
  private let range: any Step
  private let condition: (any Step)?
  private let body: any Step
  private let rangeOffsets: Range<Int>
  private let bodyOffsets: Range<Int>
  private let cost: Int

  init(_ loop: Comprehension, range: any Step, condition: (any Step)?, body: any Step) {
    kind = loop.kind
    self.range = range
    self.condition = condition
    self.body = body
    rangeOffsets = loop.range.offsets
    bodyOffsets = loop.body.offsets
    cost = loop.body.size + (loop.condition?.size ?? 0)
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let range = range.run(&frame)
    let elements: [Value]
    switch range {
    case .value(.list(let list)): elements = list
    case .value(.map(let map)): elements = map.entries.map(\.key)
    case .value(let value):
      return .failure(
        Failure("\(kind.rawValue)() does not apply to \(value.typeName.name)", at: rangeOffsets))
    case .failure, .unknown: return range
    }
    frame.locals.append(.null)
    defer { frame.locals.removeLast() }
    return switch kind {
    case .all: quantify(elements, &frame, decisive: false)
    case .exists: quantify(elements, &frame, decisive: true)
    case .existsOne: countOne(elements, &frame)
    case .map: collect(elements, &frame, keepsElement: false)
    case .filter: collect(elements, &frame, keepsElement: true)
    }
  }

  /// Binds the variable. The failure says that the budget is spent.
  private func enter(_ element: Value, _ frame: inout Frame) -> Failure? {
    do throws(Fault) {
      try frame.work.spend(cost)
    } catch {
      return Failure(error.message, at: bodyOffsets)
    }
    frame.locals[frame.locals.count - 1] = element
    return nil
  }

  private func quantify(_ elements: [Value], _ frame: inout Frame, decisive: Bool) -> Evaluated {
    var undecided = Undecided()
    for element in elements {
      if let failure = enter(element, &frame) { return .failure(failure) }
      let result = body.run(&frame)
      if case .value(.bool(let value)) = result {
        if value == decisive { return .value(.bool(decisive)) }
      } else {
        undecided.add(result, at: bodyOffsets)
      }
    }
    return undecided.result ?? .value(.bool(!decisive))
  }

  /// An error in any element is an error, however many others hold.
  private func countOne(_ elements: [Value], _ frame: inout Frame) -> Evaluated {
    var count = 0
    var unknowns: Unknowns?
    for element in elements {
      if let failure = enter(element, &frame) { return .failure(failure) }
      switch test(body, &frame) {
      case .value(.bool(let holds)): count += holds ? 1 : 0
      case .unknown(let found): unknowns = found.merged(with: unknowns)
      case let failure: return failure
      }
    }
    return unknowns.map(Evaluated.unknown) ?? .value(.bool(count == 1))
  }

  private func collect(_ elements: [Value], _ frame: inout Frame, keepsElement: Bool) -> Evaluated {
    var collected: [Value] = []
    var unknowns: Unknowns?
    for element in elements {
      if let failure = enter(element, &frame) { return .failure(failure) }
      if let condition = keepsElement ? body : condition {
        switch test(condition, &frame) {
        case .value(.bool(true)): break
        case .value(.bool(false)): continue
        case .unknown(let found):
          unknowns = found.merged(with: unknowns)
          continue
        case let failure: return failure
        }
      }
      if keepsElement {
        collected.append(element)
        continue
      }
      switch body.run(&frame) {
      case .value(let value): collected.append(value)
      case .unknown(let found): unknowns = found.merged(with: unknowns)
      case .failure(let failure): return .failure(failure)
      }
    }
    return unknowns.map(Evaluated.unknown) ?? .value(.list(collected))
  }

  /// A bool, an unknown or a failure; never another value.
  private func test(_ step: any Step, _ frame: inout Frame) -> Evaluated {
    let result = step.run(&frame)
    if case .value(let value) = result {
      guard case .bool = value else { return .failure(notBool(value, at: bodyOffsets)) }
    }
    return result
  }
}
