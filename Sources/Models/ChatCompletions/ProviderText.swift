/// Text from a server, made fit for a log line.
enum ProviderText {
  /// One line of at most `limit` characters: control characters (terminal escapes among them) and
  /// runs of white space become single spaces, the key is masked, and the bytes of images are left
  /// out.
  static func line(_ text: String, masking key: Secret?, limit: Int = 500) -> String {
    let masked = DataInText.leftOut(of: beginning(of: text, masking: key, atLeast: limit * 4))
    var line = String.UnicodeScalarView()
    // Counting them anew for each would walk through all.
    var count = 0
    var isSpacePending = false
    for scalar in masked.unicodeScalars {
      guard !isBlank(scalar) else {
        isSpacePending = count > 0
        continue
      }
      guard count < limit else { return String(line) + "…" }
      if isSpacePending {
        line.append(" ")
        count += 1
      }
      isSpacePending = false
      line.append(scalar)
      count += 1
    }
    return String(line)
  }

  /// The beginning of a text, so that megabytes are not walked through. A key in it is masked, and none
  /// is cut in two, as half of it would not be known for one.
  private static func beginning(of text: String, masking key: Secret?, atLeast count: Int) -> String
  {
    guard let key else { return String(text.unicodeScalars.prefix(count)) }
    let window = text.unicodeScalars.prefix(count + key.length)
    let masked = key.masked(in: String(window))
    guard window.endIndex < text.unicodeScalars.endIndex else { return masked }
    return String(masked.unicodeScalars.dropLast(key.length))
  }

  /// What a model said, to be kept: the key is masked, and the bytes of images are left out.
  static func kept(_ text: String, masking key: Secret?) -> String {
    DataInText.leftOut(of: key?.masked(in: text) ?? text)
  }

  /// The beginning of a body that is no JSON, as a line.
  static func line(_ bytes: [UInt8], masking key: Secret?) -> String {
    line(String(decoding: bytes.prefix(16_384), as: UTF8.self), masking: key, limit: 200)
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value <= 0x20 || scalar.value == 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
    default: false
    }
  }
}
