// Strings of the language are sequences of code points: Swift's own `==`, `<` and `hasPrefix` work
// on canonical equivalence and would take two different names for one. UTF-8 keeps the order of
// code points and never finds one code point inside another, so bytes decide everything here.

/// Whether both strings have the same code points.
func sameScalars(_ left: String, _ right: String) -> Bool {
  left.utf8.count == right.utf8.count && withBytes(left, right, sameBytes)
}

/// Whether `left` comes before `right` in the order of code points.
func scalarsPrecede(_ left: String, _ right: String) -> Bool {
  withBytes(left, right) { $0.lexicographicallyPrecedes($1) }
}

/// Whether `text` begins with the code points of `prefix`.
func scalarsStart(_ text: String, with prefix: String) -> Bool {
  withBytes(text, prefix) { $0.starts(with: $1) }
}

/// Whether `text` ends with the code points of `suffix`.
func scalarsEnd(_ text: String, with suffix: String) -> Bool {
  withBytes(text, suffix) { $0.count >= $1.count && $0.suffix($1.count).elementsEqual($1) }
}

/// Whether `needle` occurs in `text`: Knuth, Morris and Pratt, so that no pair of strings takes
/// more than linear time.
func scalarsContain(_ text: String, _ needle: String) -> Bool {
  withBytes(text, needle) { text, needle in
    guard !needle.isEmpty else { return true }
    guard needle.count <= text.count else { return false }
    var fallback = [Int](repeating: 0, count: needle.count)
    var length = 0
    for index in 1..<max(needle.count, 1) {
      while length > 0, needle[index] != needle[length] { length = fallback[length - 1] }
      if needle[index] == needle[length] { length += 1 }
      fallback[index] = length
    }
    var matched = 0
    for byte in text {
      while matched > 0, byte != needle[matched] { matched = fallback[matched - 1] }
      if byte == needle[matched] { matched += 1 }
      if matched == needle.count { return true }
    }
    return false
  }
}

/// Eight bytes at a time: fields are looked up by name for every decision.
private func sameBytes(
  _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
) -> Bool {
  guard left.count == right.count else { return false }
  let (a, b) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
  var offset = 0
  while offset + 8 <= a.count {
    let word = a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    if word != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
    offset += 8
  }
  return left[offset...].elementsEqual(right[offset...])
}

private func withBytes<Result>(
  _ left: String,
  _ right: String,
  _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Result
) -> Result {
  var (left, right) = (left, right)
  return left.withUTF8 { left in right.withUTF8 { right in body(left, right) } }
}
