/// Bytes in base64 within texts: servers quote requests, and these carry images.
package enum DataInText {
  /// The text with every such run left out, and how long it was in its place.
  ///
  /// What follows `base64,` is data however short; elsewhere a run of at least 32 characters without
  /// a break is, where it has capitals, small letters and digits, which no word and no hash has.
  package static func leftOut(of text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      guard isData(bytes[place]) else {
        result.append(bytes[place])
        place += 1
        continue
      }
      let end = bytes[place...].firstIndex { !isData($0) } ?? bytes.count
      let run = bytes[place..<end]
      if result.suffix(mark.count).elementsEqual(mark) || isLikelyData(run) {
        result += "[\(run.count) characters of data]".utf8
      } else {
        result += run
      }
      place = end
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let mark = Array("base64,".utf8)

  private static func isLikelyData(_ run: ArraySlice<UInt8>) -> Bool {
    run.count >= 32 && run.contains { (0x41...0x5A).contains($0) }
      && run.contains { (0x61...0x7A).contains($0) } && run.contains { (0x30...0x39).contains($0) }
  }

  /// Letters, digits, `+`, `/` and `=`, and the backslash that JSON may put before the slash.
  private static func isData(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x2F...0x39, 0x2B, 0x3D, 0x5C: true
    default: false
    }
  }
}
