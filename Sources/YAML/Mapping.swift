package import Diagnostics

/// Keys and values in the order of the file. Keys are unique: of two equal ones the first stays,
/// and reading reports the other.
package struct Mapping: Sendable {
  /// A key with its value.
  package struct Entry: Sendable {
    package let key: LocatedText
    package let value: Node

    package init(key: LocatedText, value: Node) {
      self.key = key
      self.value = value
    }
  }

  package let entries: [Entry]
  /// Whether entries were refused, and reported, while reading. What seems to be missing may then
  /// be among them.
  package let isIncomplete: Bool
  package let range: SourceRange

  package init(entries: [Entry], isIncomplete: Bool = false, range: SourceRange) {
    self.entries = entries
    self.isIncomplete = isIncomplete
    self.range = range
  }

  /// The value under a key.
  package subscript(_ name: String) -> Node? {
    entries.first { $0.key.value == name }?.value
  }
}
