extension Catalog {
  static let collections: [Function] = [
    Function(
      "size",
      [ValueType.string, .bytes, .list(.dyn), .map(.dyn, .dyn)].flatMap { type in
        [Function.Overload.function(type, gives: .int), .method(type, gives: .int)]
      }
    ) { arguments, work throws(Fault) in
      switch arguments.first {
      case .string(let text):
        try work.spend(text.utf8.count / 16)
        return .int(Int64(text.unicodeScalars.count))
      case .bytes(let bytes): return .int(Int64(bytes.count))
      case .list(let elements): return .int(Int64(elements.count))
      case .map(let map): return .int(Int64(map.count))
      default: return nil
      }
    }
  ]

  /// `a in b`: an element of a list, a key of a map.
  static func contains(
    _ element: Value, _ container: Value, _ work: inout Work
  ) throws(Fault) -> Value? {
    switch container {
    case .list(let elements):
      for candidate in elements {
        try work.spend(1)
        if try element.equals(candidate, &work) { return .bool(true) }
      }
      return .bool(false)
    case .map(let map): return .bool(map[key: element] != nil)
    default: return nil
    }
  }
}
