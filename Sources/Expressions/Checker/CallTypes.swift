extension Checker {
  mutating func call(_ call: Call, at offsets: Range<Int>) -> ValueType {
    let types = call.operands.map { check($0) }
    guard let function = Catalog.functions[call.name] else {
      unknownFunction(call)
      return .dyn
    }
    let isMethod = call.target != nil
    guard function.takes(types.count, isMethod: isMethod) else {
      report(
        "type-mismatch", "\(call.name)() is not called like this", at: call.nameOffsets,
        help: "it is called as " + function.usage)
      return function.result ?? .dyn
    }
    let styled = function.overloads.filter {
      $0.isMethod == isMethod && $0.parameters.count == types.count
    }
    let takesAnything = styled.contains { $0.parameters == [.dyn] }
    let arguments = zip(types, call.operands).map { type, node in
      takesAnything ? type : present(type, at: node.offsets)
    }
    let matching = styled.filter { overload in
      zip(arguments, overload.parameters).allSatisfy { $0.isAssignable(to: $1) }
    }
    if matching.isEmpty {
      let found = arguments.map(\.description).joined(separator: ", ")
      report(
        "type-mismatch", "\(call.name)() does not apply to (\(found))", at: offsets,
        help: "it is called as " + function.usage)
    }
    checkLiteral(function, call)
    return function.result ?? .dyn
  }

  private mutating func unknownFunction(_ call: Call) {
    let isMacro = call.name == "has" || Comprehension.Kind(rawValue: call.name) != nil
    if isMacro {
      report(
        "type-mismatch", "\(call.name)() is not called like this", at: call.nameOffsets,
        help: call.name == "has"
          ? "for example: has(a.b)" : "for example: list.\(call.name)(x, x > 0)")
      return
    }
    let names =
      Catalog.functions.keys.sorted() + ["has", "all", "exists", "exists_one", "map", "filter"]
    report(
      "unknown-function", "there is no function \(call.name)()", at: call.nameOffsets,
      help: suggestion(for: call.name, among: names))
  }

  /// Patterns and converted strings that are written out are tried here, where the author is.
  private mutating func checkLiteral(_ function: Function, _ call: Call) {
    guard let last = call.arguments.last, case .literal(.string(let text)) = last.kind else {
      return
    }
    do throws(Fault) {
      if function.name == "matches" {
        _ = try Pattern(text)
      } else if call.operands.count == 1, call.target == nil {
        var work = Work()
        _ = try function.apply([.string(text)], &work)
      }
    } catch {
      let code = function.name == "matches" ? "invalid-pattern" : "invalid-literal"
      report(code, error.message, at: last.offsets)
    }
  }
}

extension Function {
  /// The type of the result, where all overloads agree.
  fileprivate var result: ValueType? {
    guard let first = overloads.first?.result, overloads.allSatisfy({ $0.result == first }) else {
      return nil
    }
    return first
  }

  /// `string.contains(string)`; `size(string)`, …
  fileprivate var usage: String {
    overloads.map { overload in
      var parameters = overload.parameters.map(\.description)
      let receiver = overload.isMethod ? parameters.removeFirst() + "." : ""
      return "\(receiver)\(name)(\(parameters.joined(separator: ", ")))"
    }.joined(separator: " or ")
  }
}
