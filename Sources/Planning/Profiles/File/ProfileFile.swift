import JSON

/// A fact profile as a file: JSON in a versioned format, to be priced on another machine without
/// the database.
///
/// What the rows need to be read stands before them, and a digest over all of it says whether the
/// file is what was taken. A profile that somebody makes up needs no more than rows with facts by
/// their names, and has no digest.
package enum ProfileFile {
  /// The format that is written, and the newest that is read.
  package static let format: Int64 = 1

  static let formatKey = "gearbox_profile"

  /// The profile as the text of a file, a line for each row.
  package static func text(of profile: FactProfile) -> String {
    let head = profile.head
    let rows = rows(of: profile)
    let digest = Self.digest(head: head, rows: rows)
    var lines = ["{", "  \"\(formatKey)\": \(format),", "  \"digest\": \"\(digest)\","]
    for (key, value) in head {
      lines.append("  \(JSONValue.string(key).serialized()): \(value.serialized()),")
    }
    lines.append("  \"rows\": [")
    let texts = rows.map { "    " + $0.serialized() }
    lines += texts.dropLast().map { $0 + "," } + texts.suffix(1)
    lines += ["  ]", "}"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The profile in the text of a file.
  ///
  /// - Throws: `ProfileFileError` where the text is no profile, is one of a newer format, or is not
  ///   what its digest says.
  package static func read(_ text: String) throws(ProfileFileError) -> FactProfile {
    let json: JSONValue
    do {
      json = try JSONValue(
        parsing: text, limits: JSONLimits(maxBytes: 1 << 30))
    } catch {
      throw ProfileFileError(
        "it is no JSON: line \(error.line), column \(error.column): \(error.message)")
    }
    let file = ProfileField(json, at: "")
    guard json[formatKey] != nil else {
      throw ProfileFileError(
        "it is no fact profile: '\(formatKey)' is missing",
        help: "write one with: gearbox simulate RULES --save-profile FILE")
    }
    let version = try file.required(formatKey).int()
    guard (1...format).contains(version) else {
      throw ProfileFileError(
        "it is written in format \(version), and this gearbox reads format \(format)",
        help: "read it with the gearbox that wrote it, or take the profile anew")
    }
    let profile = try FactProfile(file)
    if let digest = json["digest"] {
      let rows = json["rows"]?.array ?? []
      guard digest.string == Self.digest(head: Self.head(of: json), rows: rows) else {
        throw ProfileFileError(
          "it was changed after it was taken: its digest is another",
          help: "take it anew; or, if you mean to make a profile up, remove its digest")
      }
    }
    return profile
  }

  /// The digest that the file of a profile has: equal for equal profiles.
  package static func digest(of profile: FactProfile) -> String {
    digest(head: profile.head, rows: rows(of: profile))
  }

  /// In an order of their own, so that equal profiles are equal files, whichever database and
  /// whatever order of its rows they come from.
  private static func rows(of profile: FactProfile) -> [JSONValue] {
    profile.rows.map { $0.json(profile.columns) }
      .map { (json: $0, text: $0.serialized()) }.sorted { $0.text < $1.text }.map(\.json)
  }

  /// Whatever stands beside format, digest and rows.
  private static func head(of json: JSONValue) -> JSONObject {
    JSONObject(
      (json.object ?? [:]).filter { ![formatKey, "digest", "rows"].contains($0.key) })
  }

  private static func digest(head: JSONObject, rows: [JSONValue]) -> String {
    sha256(["head": .object(head), "rows": .array(rows)])
  }
}

/// Why a file cannot be used as a fact profile.
package struct ProfileFileError: Error, Sendable, Hashable {
  /// What is wrong with "it", without a full stop.
  package let message: String
  package let help: String?

  init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }
}
