/// Text from a server, made fit for a log line.
enum ProviderText {
  /// One line of at most `limit` characters: control characters (terminal escapes among them) and
  /// runs of white space become single spaces, the key is masked, and the bytes of images are left
  /// out.
  static func line(_ text: String, masking key: Secret?, limit: Int = 500) -> String {
    // Cut early, so that megabytes of text are not walked through, and late enough that a key
    // which straddles the limit is masked before the rest of it is cut off.
    let beginning = String(text.unicodeScalars.prefix(limit * 4))
    let masked = DataInText.leftOut(of: key?.masked(in: beginning) ?? beginning)
    var line = String.UnicodeScalarView()
    var isSpacePending = false
    for scalar in masked.unicodeScalars {
      guard !isBlank(scalar) else {
        isSpacePending = !line.isEmpty
        continue
      }
      guard line.count < limit else { return String(line) + "…" }
      if isSpacePending { line.append(" ") }
      isSpacePending = false
      line.append(scalar)
    }
    return String(line)
  }

  /// What a model said, to be kept: the key is masked, and the bytes of images are left out.
  static func kept(_ text: String, masking key: Secret?) -> String {
    DataInText.leftOut(of: key?.masked(in: text) ?? text)
  }

  static func line(_ bytes: some Collection<UInt8>, masking key: Secret?) -> String {
    line(String(decoding: bytes, as: UTF8.self), masking: key, limit: 200)
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
    default: false
    }
  }
}
