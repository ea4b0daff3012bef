package import Diagnostics
import Expressions
package import JSON

/// What came of a file of cases: expressions with their bindings and what they should come to.
package struct CaseReport: Sendable {
  private let outcomes: [CaseOutcome]

  /// Evaluates every case of a file.
  ///
  /// - Throws: a `Diagnostic` where the file is no JSON list.
  package init(_ file: SourceText) throws {
    let json: JSONValue
    do throws(JSONParseError) {
      json = try JSONValue(parsing: file.text, limits: JSONLimits(maxBytes: 64 << 20))
    } catch {
      let place = SourcePosition(line: error.line, column: error.column)
      throw Diagnostic(
        "json-syntax", error.message, at: SourceRange(source: file, start: place, end: place))
    }
    guard let cases = json.array else {
      throw Diagnostic(
        "json-syntax", "the cases are no list", at: file.range(ofScalars: 0..<1),
        help: "write them as [{\"id\": …, \"expr\": …, \"expect\": …}, …]")
    }
    outcomes = cases.map(CaseOutcome.init)
  }

  package var passed: Int { outcomes.count { $0.isPassed } }
  package var failed: Int { outcomes.count - passed }

  /// The keys that `eval --cases` promises.
  package var json: JSONValue {
    [
      "passed": JSONValue(passed),
      "failed": JSONValue(failed),
      "cases": .array(
        outcomes.map {
          [
            "id": $0.id, "passed": .bool($0.isPassed), "result": $0.result,
            "expect": $0.expected,
          ]
        }),
    ]
  }

  /// The cases that failed, and how many did.
  package func text(on screen: Screen) -> String {
    var text = ""
    for outcome in outcomes where !outcome.isPassed {
      text += screen.style(.red, "failed") + " " + printable(outcome.name) + "\n"
      text += "  expected " + printable(outcome.expected.serialized()) + "\n"
      text += "  is       " + printable(outcome.result.serialized()) + "\n"
    }
    return text + "\(counted(passed)) passed, \(counted(failed)) failed\n"
  }
}

private struct CaseOutcome: Sendable {
  /// As the file has it.
  let id: JSONValue
  let expected: JSONValue
  /// A tagged value, or an error.
  let result: JSONValue
  let isPassed: Bool

  var name: String { id.string ?? id.serialized() }

  init(_ json: JSONValue) {
    id = json["id"] ?? .null
    expected = json["expect"] ?? .null
    guard let text = json["expr"]?.string, let values = Self.values(json["bindings"]) else {
      result = ["error": "the case has no 'expr', or a binding is not well formed"]
      isPassed = false
      return
    }
    let evaluation = Evaluation(
      of: text, over: values, isChecked: json["disable_check"]?.bool != true)
    switch evaluation.result {
    case .value(let value):
      result = value.taggedJSON
      isPassed = Value(tagged: expected).map { value.isSame(as: $0) } ?? false
    case .faults(let faults):
      result = ["error": .string(faults.map(\.message).joined(separator: "; "))]
      isPassed = expected.string == "error"
    }
  }

  private static func values(_ json: JSONValue?) -> [String: Value]? {
    guard let json, !json.isNull else { return [:] }
    guard let object = json.object else { return nil }
    var values: [String: Value] = [:]
    for (name, tagged) in object {
      guard let value = Value(tagged: tagged) else { return nil }
      values[name] = value
    }
    return values
  }
}

extension Value {
  /// Whether it is the very value, of the same type; one NaN is like another.
  fileprivate func isSame(as other: Value) -> Bool {
    if case .double(let own) = self, case .double(let its) = other, own.isNaN, its.isNaN {
      return true
    }
    return self == other
  }
}
