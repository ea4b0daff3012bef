import Foundation
import Prompts
import Rules
import YAML

/// The tables of keys in `docs/rule-files.md`, made of the descriptions that decode the files.
///
/// Each stands between `<!-- keys: what -->` and `<!-- end -->`, where `what` is what the mapping is
/// called in diagnostics.
enum KeyTables {
  static let files = [
    RuleSet.fileDescription, PriceBook.fileDescription, PromptReader.fileDescription,
    RuleTests.fileDescription,
  ]

  /// Every mapping with fixed keys that stands in the files, by what it is called. The words of JSON
  /// Schema, which an answer is written in, are not this project's to explain.
  static var mappings: [String: [FieldDescription]] {
    var found: [String: [FieldDescription]] = [:]
    var pending = files
    while let description = pending.popLast() {
      switch description.form {
      case .mapping(let fields):
        found[description.expectation] = fields
        pending += fields.map(\.value)
      case .list(let element, _), .entries(let element, _, _): pending.append(element)
      case .either(let kinds): pending += kinds
      case .anything, .bool, .integer, .number, .text, .source, .literal, .words, .defined,
        .reference:
        break
      }
    }
    return found
  }

  /// The page with its tables written anew.
  static func filled(_ page: String) -> String {
    let mappings = mappings
    return page.replacing(#/<!-- keys: (.+) -->\n[\s\S]*?<!-- end -->/#) { match in
      let rows = mappings[String(match.1)].map(table) ?? "nothing is called '\(match.1)'"
      return "<!-- keys: \(match.1) -->\n\n\(rows)\n\n<!-- end -->"
    }
  }

  private static func table(_ fields: [FieldDescription]) -> String {
    let rows = fields.map { field in
      let value = field.value.expectation.replacing("|", with: "\\|")
      return "| `\(field.name)` | \(value) | \(fallback(of: field)) | \(field.summary) |"
    }
    return (["| key | value | default | meaning |", "|---|---|---|---|"] + rows)
      .joined(separator: "\n")
  }

  private static func fallback(of field: FieldDescription) -> String {
    if field.isRequired { return "**required**" }
    return switch field.fallback {
    case .bool(let value): "`\(value)`"
    case .int(let value): "`\(value)`"
    case .text(let value): "`\(value)`"
    case nil: ""
    }
  }
}
