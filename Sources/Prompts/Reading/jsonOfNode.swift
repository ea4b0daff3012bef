import Diagnostics
import JSON
import YAML

/// The JSON value that a node stands for, its numbers exact; nil, and diagnostics, where a number
/// has no counterpart in JSON.
///
/// Recursion is bounded by the limits of reading YAML.
func json(_ node: Node, into diagnostics: inout DiagnosticList) -> JSONValue? {
  switch node.content {
  case .scalar(let scalar):
    switch scalar.resolved {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .number(JSONNumber(value))
    case .string(let text): return .string(text)
    case .float(let digits):
      if let number = JSONNumber(exactly: digits) ?? JSONNumber(exactly: completed(digits)) {
        return .number(number)
      }
      diagnostics.add(
        Diagnostic(.error, "invalid-value", "JSON has no number '\(digits)'", at: node.range))
      return nil
    }
  case .sequence(let items):
    let values = items.compactMap { json($0, into: &diagnostics) }
    return values.count == items.count ? .array(values) : nil
  case .mapping(let mapping):
    var object = JSONObject()
    for entry in mapping.entries {
      object[entry.key.value] = json(entry.value, into: &diagnostics)
    }
    return object.count == mapping.entries.count ? .object(object) : nil
  }
}

/// YAML writes `+1.5`, `.5`, `5.` and `007.5`, where JSON wants a digit on both sides of the point
/// and no more.
private func completed(_ digits: String) -> String {
  var rest = digits[...]
  let sign = rest.hasPrefix("-") ? "-" : ""
  if rest.hasPrefix("-") || rest.hasPrefix("+") { rest.removeFirst() }
  let mantissa = rest.prefix { $0 != "e" && $0 != "E" }
  let parts = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  let whole = (parts.first ?? "").drop { $0 == "0" }
  let fraction = parts.count > 1 ? parts[1] : ""
  return sign + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    + rest.dropFirst(mantissa.count)
}
