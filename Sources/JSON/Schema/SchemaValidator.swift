/// Walks an instance along a schema and collects what departs.
///
/// Recursion is bounded: by the depth of the instance for steps into it, by the compiler's limit
/// and its check for endless references for all others.
struct SchemaValidator {
  let nodes: [SchemaNode]
  private(set) var violations: [SchemaViolation] = []
  private(set) var path: [String] = []
  private var steps = 0
  private let maxSteps: Int

  /// Alternatives within alternatives can take steps without end from a small schema: hence
  /// `maxSteps`. An answer of a megabyte takes some hundred thousand.
  init(nodes: [SchemaNode], maxSteps: Int = 1_000_000) {
    self.nodes = nodes
    self.maxSteps = maxSteps
  }

  mutating func validate(_ instance: JSONValue, against index: Int) {
    guard takeStep() else { return }
    let node = nodes[index]
    if let always = node.always {
      if !always { report("nothing is allowed here", found: instance) }
      return
    }
    if let types = node.types, !types.contains(where: { $0.includes(instance) }) {
      // What the other keywords would say of a wrong type is noise.
      report(expected: types.map(\.rawValue).joined(separator: " or "), found: instance)
      return
    }
    if let values = node.enumeration, !values.contains(instance) {
      let list = values.map { $0.serialized() }.joined(separator: ", ")
      report(expected: values.count == 1 ? list : "one of \(list)", found: instance)
    }
    if let constant = node.constant, constant != instance {
      report(expected: constant.serialized(), found: instance)
    }
    switch instance {
    case .number(let number): validate(number, node)
    case .string(let text): validate(text, node)
    case .array(let elements): validate(elements, node)
    case .object(let object): validate(object, node)
    case .null, .bool: break
    }
    if let reference = node.reference { validate(instance, against: reference) }
    for index in node.allOf { validate(instance, against: index) }
    if !node.anyOf.isEmpty { validateAny(instance, of: node.anyOf) }
  }

  /// Whether the instance is valid by that schema.
  mutating func accepts(_ instance: JSONValue, by index: Int) -> Bool {
    trial(instance, by: index).isEmpty
  }

  /// What would be reported, without reporting it.
  private mutating func trial(_ instance: JSONValue, by index: Int) -> [SchemaViolation] {
    let before = violations
    violations = []
    defer { violations = before }
    validate(instance, against: index)
    // What was not checked to the end is not valid.
    if isExhausted { report("not checked to the end") }
    return violations
  }

  /// Whether the steps ran out, so that nothing more was checked.
  var isExhausted: Bool { steps >= maxSteps }

  /// Counts a step; false when there are too many.
  mutating func takeStep() -> Bool {
    guard !isExhausted else { return false }
    steps += 1
    return true
  }

  private mutating func validateAny(_ instance: JSONValue, of alternatives: [Int]) {
    var candidates: [[SchemaViolation]] = []
    for index in alternatives {
      let violations = trial(instance, by: index)
      if violations.isEmpty { return }
      let types = nodes[index].types
      if types?.contains(where: { $0.includes(instance) }) ?? true {
        candidates.append(violations)
      }
    }
    // Where only one alternative is of the right type, it is the one that was meant.
    if candidates.count == 1 {
      violations += candidates[0]
    } else {
      report(expected: "one of the \(alternatives.count) alternatives", found: instance)
    }
  }

  mutating func validate(_ instance: JSONValue, against index: Int, at step: String) {
    path.append(step)
    validate(instance, against: index)
    path.removeLast()
  }

  mutating func report(expected: String, found: JSONValue) {
    report("\(expected) was expected", found: found)
  }

  mutating func report(_ message: String, found: JSONValue? = nil) {
    let found = found.map { ", and \(described($0)) was found" } ?? ""
    violations.append(
      SchemaViolation(instancePath: jsonPointer(path), message: message + found))
  }
}

/// A value in a message: short ones as they are, others by their kind.
func described(_ value: JSONValue) -> String {
  switch value {
  case .null, .bool: return value.serialized()
  case .number(let number) where number.text.utf8.count <= 40: return number.text
  case .number: return "a number"
  case .string(let text):
    let scalars = text.unicodeScalars
    guard scalars.count > 60 else { return value.serialized() }
    return "a string that starts with "
      + JSONValue.string(String(String.UnicodeScalarView(scalars.prefix(60)))).serialized()
  case .array(let elements): return elements.isEmpty ? "an empty array" : "an array"
  case .object(let object): return object.isEmpty ? "an empty object" : "an object"
  }
}
