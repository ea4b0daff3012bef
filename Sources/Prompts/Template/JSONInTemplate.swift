import JSON
import Mustache

/// A JSON value as swift-mustache is to see it.
///
/// Left to itself it would reflect on the Swift values, and print `nil` and `Optional(…)`.
func inTemplate(_ value: JSONValue) -> Any {
  switch value {
  case .null: NullInTemplate()
  // swift-mustache looks for this type itself to tell a section that is false.
  case .bool(let value): value
  case .number(let number): TextInTemplate(renderText: number.text)
  case .string(let text): TextInTemplate(renderText: text)
  case .array(let elements): RowsInTemplate(elements: elements)
  case .object(let object): ObjectInTemplate(object: object)
  }
}

/// Null is there, so that no name of an outer scope takes its place, and renders as nothing.
private struct NullInTemplate: MustacheCustomRenderable, MustacheParent {
  var renderText: String { "" }
  var isNull: Bool { true }
  func child(named name: String) -> Any? { nil }
}

/// A string, or the digits of a number.
private struct TextInTemplate: MustacheCustomRenderable, MustacheParent {
  let renderText: String
  var isNull: Bool { false }
  // Without this, its stored properties would be names that a template can use.
  func child(named name: String) -> Any? { nil }
}

/// A list: a section renders once for each of its elements.
private struct RowsInTemplate: MustacheSequence, MustacheCustomRenderable, MustacheParent {
  let elements: [JSONValue]

  var renderText: String { JSONValue.array(elements).serialized() }
  var isNull: Bool { false }
  func child(named name: String) -> Any? { nil }

  func makeIterator() -> AnyIterator<Any> {
    var rest = elements.makeIterator()
    return AnyIterator { rest.next().map(inTemplate) }
  }
}

/// An object: its members are the names within a section over it.
struct ObjectInTemplate: MustacheCustomRenderable, MustacheParent {
  let object: JSONObject

  var renderText: String { JSONValue.object(object).serialized() }
  var isNull: Bool { false }
  func child(named name: String) -> Any? { object[name].map(inTemplate) }
}
