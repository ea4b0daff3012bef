import CLibYAML

/// Why libyaml stopped, in its own words.
struct SyntaxProblem: Error {
  enum Place {
    /// Unicode scalars from the start of the text.
    case scalar(Int)
    /// Bytes from the start of the text: libyaml had not yet decoded it.
    case byte(Int)
  }

  let problem: String
  let place: Place
  /// What it was doing, such as "while parsing a flow mapping", and where that began.
  let context: String?
  let contextOffset: Int?

  static let outOfMemory = SyntaxProblem(problem: "out of memory")

  private init(problem: String) {
    self.problem = problem
    place = .scalar(0)
    context = nil
    contextOffset = nil
  }

  init(_ parser: yaml_parser_t) {
    guard parser.error != YAML_MEMORY_ERROR else {
      self = .outOfMemory
      return
    }
    problem = parser.problem.map { String(cString: $0) } ?? "unknown problem"
    guard parser.error != YAML_READER_ERROR else {
      place = .byte(parser.problem_offset)
      context = nil
      contextOffset = nil
      return
    }
    place = .scalar(parser.problem_mark.index)
    context = parser.context.map { String(cString: $0) }
    contextOffset = context == nil ? nil : parser.context_mark.index
  }
}
