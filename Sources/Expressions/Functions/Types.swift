extension Catalog {
  static let types: [Function] = [
    Function("type", [.function(.dyn, gives: .type)]) { arguments, _ in
      arguments.first.map { .type($0.typeName) }
    },
    // Only the checker sees a difference.
    Function("dyn", [.function(.dyn, gives: .dyn)]) { arguments, _ in arguments.first },
  ]
}
