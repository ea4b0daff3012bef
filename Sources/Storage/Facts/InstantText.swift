import Expressions

extension Timestamp {
  /// Reads a point in time as databases write it: a date alone or with a time of day, `T` or a
  /// space between them, and an offset in any of its forms; without one it is UTC.
  init?(stored text: String) {
    var bytes = Array(text.utf8)
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    guard bytes.count >= 10 else { return nil }
    let date = String(decoding: bytes[..<10], as: UTF8.self)
    guard bytes.count > 10 else {
      self.init(date + "T00:00:00Z")
      return
    }
    let separator = bytes[10]
    guard [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(separator) else {
      return nil
    }
    let rest = bytes[11...]
    let signs = [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "Z"), UInt8(ascii: "z")]
    let end = rest.firstIndex { signs.contains($0) } ?? rest.endIndex
    var time = String(decoding: rest[..<end], as: UTF8.self)
    while time.last == " " { time.removeLast() }
    // Minutes alone, as SQLite takes them.
    if time.utf8.count == 5 { time += ":00" }
    guard let offset = Self.offset(String(decoding: rest[end...], as: UTF8.self)) else {
      return nil
    }
    self.init(date + "T" + time + offset)
  }

  /// `+01`, `+0100`, `+01:00`, `Z` or nothing, as RFC 3339 writes it.
  private static func offset(_ text: String) -> String? {
    switch text.utf8.count {
    case 0: "Z"
    case 1: text.uppercased() == "Z" ? "Z" : nil
    case 3: text + ":00"
    case 5: String(text.prefix(3)) + ":" + text.suffix(2)
    case 6: text
    default: nil
    }
  }
}
