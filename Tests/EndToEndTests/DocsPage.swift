import Diagnostics
import Expressions
import Foundation
import JSON
import Reporting
import Testing

/// A page of `docs/` whose examples are run.
///
/// - `yaml`: a whole file, told by its first key; or a fragment, told by its top-level keys, which is
///   put into the example's own file of that kind. Codes after the word `yaml` are the errors that
///   it gives.
/// - `cel`: a line each, with what it comes to after `//`. `// given {…}` binds names for the lines
///   below, `// unknown: a, b` and `// absent: a` says which answers are not there yet, or never.
/// - `console`: commands after `$`, and what they print. A line `…` stands for any lines.
struct DocsPage {
  let name: String
  let text: String

  init(_ name: String) throws {
    self.name = name
    text = try String(
      contentsOf: Program.root.appendingPathComponent("docs/\(name)"), encoding: .utf8)
  }

  var blocks: [Markdown.Block] { Markdown(text).blocks }
}

/// The lines of a `cel` block.
struct ExpressionExamples {
  struct Example {
    let expression: String
    let result: String
    let bindings: [String: Binding]
  }

  let examples: [Example]

  init(_ block: Markdown.Block) throws {
    var examples: [Example] = []
    var bindings: [String: Binding] = [:]
    for line in block.text.split(separator: "\n") {
      if let given = line.wholeMatch(of: #/// given (.*)/#) {
        let values = try #require(try JSONValue(parsing: String(given.1)).object)
        bindings = Dictionary(
          uniqueKeysWithValues: values.map { ($0.key, .value(Value(plain: $0.value))) })
      } else if let names = line.wholeMatch(of: #/// (unknown|absent): (.*)/#) {
        for name in names.2.split(separator: ", ") {
          bindings[String(name)] = names.1 == "unknown" ? .unknown : .absent
        }
      } else {
        let parts = try #require(
          line.wholeMatch(of: #/(.*\S)\s+// (.*)/#), "no result after // in: \(line)")
        examples.append(
          Example(
            expression: String(parts.1), result: String(parts.2).trimmed, bindings: bindings))
      }
    }
    self.examples = examples
  }
}

extension ExpressionExamples.Example {
  /// What it comes to: a literal, `unknown`, or `error: …`.
  var outcome: String {
    do throws(ExpressionProblem) {
      let parsed = try Expression(parsing: expression)
      let types = bindings.mapValues { binding in
        if case .value(let value) = binding { value.declaredType } else { ValueType.dyn }
      }
      if let problem = parsed.check(Declarations(types)).problems.first { throw problem }
      return switch parsed.evaluate({ bindings[$0] ?? .unbound }) {
      case .value(let value): value.literal
      case .error(let error): "error: \(error.message)"
      case .unknown: "unknown"
      }
    } catch {
      return "error: \(error.message)"
    }
  }
}

/// The commands of a `console` block.
struct ConsoleExamples {
  let examples: [(command: String, output: [Substring])]

  init(_ block: Markdown.Block) {
    var examples: [(command: String, output: [Substring])] = []
    for line in block.text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("$ ") {
        examples.append((String(line.dropFirst(2)), []))
      } else if let last = examples.indices.last {
        if examples[last].output.isEmpty, examples[last].command.hasSuffix("\\") {
          examples[last].command += "\n" + line
        } else {
          examples[last].output.append(line)
        }
      }
    }
    self.examples = examples
  }

  /// Whether `lines` are what is expected, where a line `…` stands for any lines.
  static func matches(_ lines: [Substring], _ expected: [Substring]) -> Bool {
    guard let first = expected.first else { return lines.isEmpty }
    if first == "…" {
      return (0...lines.count).contains {
        matches(Array(lines.dropFirst($0)), Array(expected.dropFirst()))
      }
    }
    return lines.first == first && matches(Array(lines.dropFirst()), Array(expected.dropFirst()))
  }
}
