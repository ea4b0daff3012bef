/// A function of the standard library: what the checker knows of it, and what it does.
struct Function: Sendable {
  /// `nil` where no overload takes values of these types.
  typealias Body = @Sendable ([Value], inout Work) throws(Fault) -> Value?

  struct Overload: Sendable {
    let isMethod: Bool
    /// The receiver first, if it is a method.
    let parameters: [ValueType]
    let result: ValueType

    static func function(_ parameters: ValueType..., gives result: ValueType) -> Overload {
      Overload(isMethod: false, parameters: parameters, result: result)
    }

    static func method(_ parameters: ValueType..., gives result: ValueType) -> Overload {
      Overload(isMethod: true, parameters: parameters, result: result)
    }
  }

  let name: String
  let overloads: [Overload]
  let apply: Body

  init(_ name: String, _ overloads: [Overload], _ apply: @escaping Body) {
    self.name = name
    self.overloads = overloads
    self.apply = apply
  }

  /// Whether it can be called in this style with so many operands (the receiver counted).
  func takes(_ count: Int, isMethod: Bool) -> Bool {
    overloads.contains { $0.isMethod == isMethod && $0.parameters.count == count }
  }
}

/// All functions there are, by name.
enum Catalog {
  static let functions: [String: Function] = Dictionary(
    uniqueKeysWithValues: (conversions + strings + collections + types + timestamps)
      .map { ($0.name, $0) })
}
