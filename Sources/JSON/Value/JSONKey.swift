/// A string that is equal to another only when their Unicode scalars are the same.
///
/// Swift's own equality of strings is canonical equivalence: it would take "é" in one scalar and in
/// two for the same key, which JSON does not.
struct JSONKey: Hashable, Comparable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: JSONKey, right: JSONKey) -> Bool {
    let (left, right) = (left.text.utf8, right.text.utf8)
    guard left.count == right.count else { return false }
    let areSame = left.withContiguousStorageIfAvailable { left in
      right.withContiguousStorageIfAvailable { left.elementsEqual($0) }
    }
    return areSame.flatMap(\.self) ?? left.elementsEqual(right)
  }

  func hash(into hasher: inout Hasher) {
    let hashed: Void? = text.utf8.withContiguousStorageIfAvailable {
      hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    if hashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
    hasher.combine(0xFF as UInt8)
  }

  /// By Unicode scalars, which is the order of the UTF-8 bytes.
  static func < (left: JSONKey, right: JSONKey) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
