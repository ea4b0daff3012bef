package import JSON
package import Runs

extension PublishedVersion {
  /// The version as `versions --format json` gives it.
  package var json: JSONValue {
    [
      "ruleset": .string(ruleSet),
      "version": .number(JSONNumber(version)),
      "digest": .string(digest),
      "published_at": .string(publishedAt),
      "runs": JSONValue(runs),
    ]
  }

  /// Enough of the digest to tell versions apart.
  private var shortDigest: String { String(digest.prefix("sha256:".count + 12)) }

  /// Published versions as a table.
  package static func table(of versions: [PublishedVersion], on screen: Screen) -> String {
    var table = Table([
      .text("ruleset", .shortened), .number("version"), .number("runs"),
      .text("published"), .text("digest"),
    ])
    for version in versions {
      table.add([
        .init(version.ruleSet), .init(String(version.version)), .init(counted(version.runs)),
        .init(version.publishedAt), .init(version.shortDigest),
      ])
    }
    return table.text(on: screen)
  }
}
