import Expressions
import Foundation
import Testing

/// A case of `conformance/cel.json`.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
  let id: String
  let expression: String
  let bindings: [String: Value]
  /// `nil` where an error is expected.
  let expected: Value?
  let skipsCheck: Bool

  var testDescription: String { id }

  /// All cases; none where the folder is absent.
  static let all: [ConformanceCase] = {
    guard let data = try? Data(contentsOf: file),
      let cases = try? JSONSerialization.jsonObject(with: data) as? [[String: Any]]
    else { return [] }
    return cases.compactMap(ConformanceCase.init)
  }()

  private static var file: URL {
    if let folder = ProcessInfo.processInfo.environment["GEARBOX_CONFORMANCE"] {
      return URL(fileURLWithPath: folder).appendingPathComponent("cel.json")
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/conformance/cel.json").standardized
  }

  private init?(_ json: [String: Any]) {
    guard let id = json["id"] as? String, let expression = json["expr"] as? String,
      let bindings = json["bindings"] as? [String: [String: Any]]
    else { return nil }
    self.id = id
    self.expression = expression
    self.bindings = bindings.compactMapValues(Value.init(tagged:))
    expected = (json["expect"] as? [String: Any]).flatMap(Value.init(tagged:))
    skipsCheck = json["disable_check"] as? Bool ?? false
    guard self.bindings.count == bindings.count, expected != nil || json["expect"] is String else {
      return nil
    }
  }
}

extension Value {
  /// Reads a tagged value: `{"type": "int", "value": "42"}`.
  init?(tagged json: [String: Any]) {
    guard let type = json["type"] as? String else { return nil }
    let value = json["value"]
    let text = value as? String
    let list = value as? [[String: Any]]
    switch type {
    case "null": self = .null
    case "bool": self = .bool(value as? Bool ?? false)
    case "int": self = .int(text.flatMap { Int64($0) } ?? 0)
    case "uint": self = .uint(text.flatMap { UInt64($0) } ?? 0)
    case "double": self = .double(text.flatMap { Double($0) } ?? .nan)
    case "string": self = .string(text ?? "")
    case "bytes": self = .bytes(Array(Data(base64Encoded: text ?? "") ?? Data()))
    case "list": self = .list((list ?? []).compactMap(Value.init(tagged:)))
    case "map":
      let entries = (value as? [[[String: Any]]] ?? []).compactMap { pair -> MapValue.Entry? in
        guard pair.count == 2, let key = Value(tagged: pair[0]), let value = Value(tagged: pair[1])
        else { return nil }
        return (key, value)
      }
      guard let map = try? MapValue(entries) else { return nil }
      self = .map(map)
    case "timestamp":
      guard let timestamp = Timestamp(text ?? "") else { return nil }
      self = .timestamp(timestamp)
    case "duration":
      guard let duration = CELDuration(text ?? "") else { return nil }
      self = .duration(duration)
    case "type":
      guard let type = TypeName.denoted(by: text ?? "") else { return nil }
      self = .type(type)
    default: return nil
    }
  }
}
