import JSON

/// Words for the strings of a mock answer. They say that they are a mock's wherever the schema
/// does not ask for a certain form.
enum MockText {
  static func text(for schema: JSONValue, name: String, random: inout RandomSource) -> String {
    if let format = schema["format"]?.string, let text = formatted(format, random: &random) {
      return text
    }
    // No schema of use asks for more, and a server must not be made to fill its memory.
    let least = min(max(0, schema["minLength"]?.int64 ?? 0), 10_000)
    let most = max(least, schema["maxLength"]?.int64 ?? 10_000)
    var scalars = Array("mock \(name) \(1 + random.index(below: 9))".unicodeScalars)
    while scalars.count < least { scalars += Array(" mock".unicodeScalars) }
    var text = String.UnicodeScalarView()
    let length = scalars.count > most ? Int(max(least, most)) : scalars.count
    text.append(contentsOf: scalars.prefix(length))
    return String(text)
  }

  private static func formatted(_ format: String, random: inout RandomSource) -> String? {
    switch format {
    case "date": date(&random)
    case "date-time": "\(date(&random))T12:00:00Z"
    case "time": "12:00:00Z"
    case "duration": "P\(1 + random.index(below: 9))D"
    case "email": "mock@example.com"
    case "hostname": "mock.example.com"
    case "uri": "https://mock.example.com/"
    case "ipv4": "127.0.0.1"
    case "ipv6": "::1"
    case "uuid": uuid(&random)
    default: nil
    }
  }

  private static func date(_ random: inout RandomSource) -> String {
    // From 10 on, so that two digits need no padding.
    "2025-1\(random.index(below: 3))-\(10 + random.index(below: 19))"
  }

  private static func uuid(_ random: inout RandomSource) -> String {
    let digits = Array("0123456789abcdef")
    return String(
      "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".map { mark in
        mark == "x" ? digits[random.index(below: digits.count)] : mark
      })
  }
}
