/// A key that goes into a request and nowhere else: neither printing, nor string interpolation,
/// nor `dump` shows it.
package struct Secret: Sendable {
  private let value: String

  /// Takes a key as it was found, without the white space that files and shells leave around it.
  /// `nil` where nothing remains.
  package init?(_ text: String) {
    let spaces: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
    let start = text.drop { spaces.contains($0) }
    guard let last = start.lastIndex(where: { !spaces.contains($0) }) else { return nil }
    value = String(start[...last])
  }

  /// The key itself. Only for building a request.
  func reveal() -> String { value }

  /// How many Unicode scalars it has.
  var length: Int { value.unicodeScalars.count }

  /// The text with every occurrence of the key masked: servers like to quote what they refuse.
  func masked(in text: String) -> String {
    // A key of a few characters would mask ordinary words, and is no key anyone could protect.
    guard value.utf8.count >= 8, occurs(in: text) else { return text }
    var masked = ""
    var rest = Substring(text)
    while let found = rest.firstRange(of: value) {
      masked += rest[..<found.lowerBound]
      masked += description
      rest = rest[found.upperBound...]
    }
    return masked + rest
  }
}

extension Secret {
  /// Nearly no text holds the key, and each answer is looked through: byte by byte that takes a
  /// fraction of what it takes character by character.
  private func occurs(in text: String) -> Bool {
    var (text, key) = (text, value)
    return text.withUTF8 { text in
      key.withUTF8 { key in
        guard let first = key.first, text.count >= key.count else { return false }
        return text.indices.dropLast(key.count - 1).contains { start in
          text[start] == first && text[start...].starts(with: key)
        }
      }
    }
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "•••" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
