import Planning

/// Writes, for each source of answers that holds any, what of a subject's latest one decides.
struct KeptAnswersSQL {
  /// The columns that are read, in order.
  private(set) var columns: [String] = []
  /// The joins that they need.
  private(set) var joins: [String] = []
  /// The values of the placeholders, from `$1` on.
  private(set) var arguments: [SQLValue] = []
  /// The indices of the sources that have columns.
  private(set) var answered: [Int] = []

  /// - Parameter keys: The keys of the subjects in question; nil is all.
  init(
    of sources: [AnswerSource], _ session: any SQLSession, subjectKey: String,
    among keys: [String]? = nil
  ) throws {
    guard try session.gearboxSchema() != nil else { return }
    let dialect = session.dialect
    let path = JSONPathSQL(dialect: dialect, family: dialect == .postgres ? .jsonb : .text)
    for (index, source) in sources.enumerated() {
      let asked: [SQLValue] = [
        .text(source.ruleset), .text(source.stage), .texts(source.providers),
      ]
      let known = try session.queryOne(
        """
        SELECT 1 FROM gearbox_answers
        WHERE ruleset = $1 AND stage = $2 AND is_latest AND \(dialect.isAmong("provider", "$3", as: "text"))
        LIMIT 1
        """, asked)
      guard known != nil else { continue }
      let name = "a\(answered.count)"
      let values = source.paths.enumerated().map { place, keys in
        ", \(path.text("answer", keys)) AS p\(place)"
      }
      let first = arguments.count
      arguments += asked
      var condition = """
        ruleset = $\(first + 1) AND stage = $\(first + 2) AND is_latest \
        AND \(dialect.isAmong("provider", "$\(first + 3)", as: "text"))
        """
      if let keys {
        arguments.append(.texts(keys))
        condition += " AND \(dialect.isAmong("subject", "$\(arguments.count)", as: "text"))"
      }
      var answers = """
        (SELECT subject, tier, at_least, question\(values.joined()) FROM gearbox_answers
        WHERE \(condition))
        """
      if source.providers.count > 1 {
        // The tiers of the stage ask several providers: the last word counts.
        answers = """
          (SELECT * FROM (SELECT subject, tier, at_least, question\(values.joined()),
            row_number() OVER (PARTITION BY subject ORDER BY id DESC) AS place
          FROM gearbox_answers WHERE \(condition)) AS ranked WHERE place = 1)
          """
      }
      joins.append("\nLEFT JOIN \(answers) AS \(name) ON \(name).subject = \(subjectKey)")
      columns += ["\(name).tier", "\(name).at_least", "\(name).question"]
      columns += source.paths.indices.map { "\(name).p\($0)" }
      answered.append(index)
    }
  }
}
