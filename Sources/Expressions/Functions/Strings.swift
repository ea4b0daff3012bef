extension Catalog {
  static let strings: [Function] = [
    predicate("contains", scalarsContain),
    predicate("startsWith", scalarsStart),
    predicate("endsWith", scalarsEnd),
    Function(
      "matches",
      [
        .method(.string, .string, gives: .bool), .function(.string, .string, gives: .bool),
      ]
    ) { arguments, work throws(Fault) in
      guard case .string(let text) = arguments.first, case .string(let pattern) = arguments.last
      else { return nil }
      return .bool(try Pattern(pattern, &work).matches(text, &work))
    },
  ]

  private static func predicate(
    _ name: String,
    _ holds: @escaping @Sendable (String, String) -> Bool
  ) -> Function {
    Function(name, [.method(.string, .string, gives: .bool)]) { arguments, work throws(Fault) in
      guard case .string(let text) = arguments.first, case .string(let other) = arguments.last
      else { return nil }
      try work.spend((text.utf8.count + other.utf8.count) / 16)
      return .bool(holds(text, other))
    }
  }
}
