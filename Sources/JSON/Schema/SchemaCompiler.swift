/// Turns a schema value into nodes, and refuses what is not understood.
struct SchemaCompiler {
  private let root: JSONValue
  var nodes: [SchemaNode] = []
  /// References by their pointer, filled in when all schemas have their index.
  private var references: [(node: Int, pointer: String, path: [String])] = []
  private var indices: [[String]: Int] = [:]
  private var depth = 0

  private static let maxDepth = 64

  static func compile(_ schema: JSONValue) throws(JSONSchemaError) -> [SchemaNode] {
    var compiler = SchemaCompiler(root: schema)
    _ = try compiler.compile(schema, at: [])
    try compiler.resolveReferences()
    try compiler.refuseEndlessReferences()
    return compiler.nodes
  }

  private init(root: JSONValue) { self.root = root }

  /// Compiles a schema and those within it, and gives its index.
  mutating func compile(_ schema: JSONValue, at path: [String]) throws(JSONSchemaError) -> Int {
    guard depth < Self.maxDepth else {
      throw JSONSchemaError(path: path, reason: "schemas stand more than \(Self.maxDepth) deep")
    }
    depth += 1
    defer { depth -= 1 }
    let index = nodes.count
    indices[path] = index
    nodes.append(SchemaNode())
    switch schema {
    case .bool(let always):
      nodes[index].always = always
    case .object(let keywords):
      for (keyword, value) in keywords {
        try compile(keyword, value, of: index, at: path + [keyword])
      }
    default:
      throw JSONSchemaError(
        path: path, reason: "a schema is an object or a bool, and not \(described(schema))")
    }
    return index
  }

  mutating func addReference(
    _ pointer: JSONValue, of node: Int, at path: [String]
  ) throws(JSONSchemaError) {
    guard let pointer = pointer.string, pointer == "#" || pointer.hasPrefix("#/") else {
      throw JSONSchemaError(
        path: path, reason: "only references within the schema are supported, such as #/$defs/name")
    }
    references.append((node, pointer, path))
  }

  private mutating func resolveReferences() throws(JSONSchemaError) {
    for (node, pointer, path) in references {
      guard let target = indices[jsonPath(pointer.dropFirst())] else {
        throw JSONSchemaError(path: path, reason: "there is no schema at '\(pointer)'")
      }
      nodes[node].reference = target
    }
  }

  /// Refuses schemas that lead back to themselves without a step into the instance.
  private func refuseEndlessReferences() throws(JSONSchemaError) {
    enum State { case new, open, done }
    var states = Array(repeating: State.new, count: nodes.count)
    for start in nodes.indices {
      // By hand instead of by recursion: a chain of references may be long.
      var stack = [(node: start, isLeaving: false)]
      while let (node, isLeaving) = stack.popLast() {
        if isLeaving {
          states[node] = .done
          continue
        }
        switch states[node] {
        case .done: continue
        case .open:
          let path = references.first { $0.node == node }?.path ?? []
          throw JSONSchemaError(path: path, reason: "this reference leads back to itself")
        case .new: break
        }
        states[node] = .open
        stack.append((node, true))
        let next = nodes[node]
        let targets =
          next.anyOf + next.allOf + next.dependentSchemas.map(\.node)
          + (next.reference.map { [$0] } ?? [])
        for target in targets where states[target] != .done {
          stack.append((target, false))
        }
      }
    }
  }
}
