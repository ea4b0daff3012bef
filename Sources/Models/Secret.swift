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
    guard value.utf8.count >= 8 else { return text }
    // Byte by byte: nearly no text holds the key, each answer is looked through, and to look character
    // by character takes many times as long. It would also miss a key whose last character is another
    // one for what follows it, such as an accent.
    let key = Array(value.utf8)
    var text = text
    let masked = text.withUTF8 { text -> [UInt8]? in
      guard var found = Self.place(of: key, in: text, from: 0) else { return nil }
      var masked: [UInt8] = []
      var end = 0
      while true {
        masked += text[end..<found]
        masked += description.utf8
        end = found + key.count
        guard let next = Self.place(of: key, in: text, from: end) else { break }
        found = next
      }
      return masked + text[end...]
    }
    return masked.map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  /// Where the key begins in a text, at `start` or after it.
  private static func place(
    of key: [UInt8], in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard let first = key.first, text.count - start >= key.count else { return nil }
    return (start...text.count - key.count).first { place in
      text[place] == first && text[place...].starts(with: key)
    }
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "•••" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
