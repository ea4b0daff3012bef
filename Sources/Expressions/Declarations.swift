/// The names that an expression may use, and their types.
///
/// A name may be qualified (`organize.image_quality`); the longest name that is declared wins over
/// a field of a shorter one.
package struct Declarations: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  private var types: [String: ValueType]

  /// The declarations of these names.
  package init(_ types: [String: ValueType]) { self.types = types }

  package init(dictionaryLiteral elements: (String, ValueType)...) {
    self.types = Dictionary(elements, uniquingKeysWith: { $1 })
  }

  /// The type of a name, `nil` when it is not declared.
  package subscript(name: String) -> ValueType? {
    get { types[name] }
    set { types[name] = newValue }
  }

  /// All declared names, sorted.
  package var names: [String] { types.keys.sorted() }
}
