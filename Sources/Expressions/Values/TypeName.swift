/// A runtime type as a value: what `type(1)` gives and what the bare name `int` stands for.
package struct TypeName: Sendable, Hashable {
  /// The name as the language writes it, for example `int` or `google.protobuf.Timestamp`.
  package let name: String

  init(_ name: String) { self.name = name }

  package static let null = TypeName("null_type")
  package static let bool = TypeName("bool")
  package static let int = TypeName("int")
  package static let uint = TypeName("uint")
  package static let double = TypeName("double")
  package static let string = TypeName("string")
  package static let bytes = TypeName("bytes")
  package static let list = TypeName("list")
  package static let map = TypeName("map")
  package static let timestamp = TypeName("google.protobuf.Timestamp")
  package static let duration = TypeName("google.protobuf.Duration")
  package static let type = TypeName("type")

  /// The type that a name denotes where no variable has that name.
  package static func denoted(by name: String) -> TypeName? { all[name] }

  private static let all: [String: TypeName] = Dictionary(
    uniqueKeysWithValues: [
      null, bool, int, uint, double, string, bytes, list, map, timestamp, duration, type,
    ].map { ($0.name, $0) })
}
