import Diagnostics

extension DiagnosticList {
  /// `secret-in-rules`: a rule file, a prompt or a price book holds what looks like a key. These
  /// files are shown, published and sent; a key is named by its environment variable.
  ///
  /// Every place that shows such a line shows asterisks instead, whatever it says of it.
  ///
  /// ```
  /// error[secret-in-rules]: this looks like an OpenAI key
  ///   |
  /// 4 |   cloud: { base_url: "https://…", key: ****************************** }
  ///   |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not shown
  ///   = help: take it back at its provider, put its successor into an environment variable, and …
  /// ```
  ///
  /// - Parameter sources: What was read; the files that findings point into are looked at as well.
  mutating func checkSecrets(in sources: [SourceText]) {
    let shown = diagnostics.flatMap { $0.labels.map(\.range.source) }
    var seen: Set<SourceText> = []
    let secrets = (sources + shown).filter { seen.insert($0).inserted }.compactMap(Secrets.init)
    if secrets.isEmpty { return }
    var checked = DiagnosticList()
    for diagnostic in diagnostics { checked.add(diagnostic.masking(secrets)) }
    for secret in secrets {
      for finding in secret.findings {
        checked.add(
          Diagnostic(
            .error, "secret-in-rules", "this looks like \(finding.kind)",
            at: secret.masked.range(ofScalars: finding.offsets), label: "not shown",
            help: "revoke it, keep its successor in an environment variable, and name that "
              + "variable: key_env in the price book"))
      }
    }
    self = checked
  }
}

extension Diagnostic {
  fileprivate func masking(_ secrets: [Secrets]) -> Diagnostic {
    let keys = secrets.flatMap(\.keys)
    var masked = self
    masked.message = message.masking(keys)
    masked.help = help.map { $0.masking(keys) }
    masked.labels = labels.map { label in
      let source = secrets.first { $0.source == label.range.source }?.masked ?? label.range.source
      let range = SourceRange(source: source, start: label.range.start, end: label.range.end)
      return Label(range: range, text: label.text.masking(keys))
    }
    return masked
  }
}

extension String {
  fileprivate func masking(_ keys: [String]) -> String {
    keys.reduce(self) { text, key in
      text.split(separator: key, omittingEmptySubsequences: false).joined(separator: "***")
    }
  }
}
