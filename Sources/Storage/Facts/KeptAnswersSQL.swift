import Planning

/// Writes, for each stage that any answer is kept of, what of the latest one decides.
struct KeptAnswersSQL {
  /// The columns that are read, in order.
  private(set) var columns: [String] = []
  /// The joins that they need.
  private(set) var joins: [String] = []
  /// The values of the placeholders, from `$1` on.
  private(set) var arguments: [SQLValue] = []
  /// The indices of the stages that have columns.
  private(set) var stages: [Int] = []

  /// - Parameter keys: The keys of the subjects in question; nil is all.
  init(
    of plan: RoutingPlan, _ session: any SQLSession, subjectKey: String, among keys: [String]? = nil
  ) throws {
    guard try session.gearboxSchema() != nil else { return }
    let dialect = session.dialect
    let path = JSONPathSQL(dialect: dialect, family: dialect == .postgres ? .jsonb : .text)
    for stage in plan.stages {
      let known = try session.queryOne(
        """
        SELECT 1 FROM gearbox_answers
        WHERE ruleset = $1 AND stage = $2 AND is_latest AND \(dialect.isAmong("provider", "$3", as: "text"))
        LIMIT 1
        """, [.text(plan.name), .text(stage.name), .texts(stage.providers)])
      guard known != nil else { continue }
      let name = "a\(stages.count)"
      let values = stage.answerPaths.enumerated().map { index, answerPath in
        ", \(path.text("answer", answerPath.keys)) AS p\(index)"
      }
      let first = arguments.count
      arguments += [.text(plan.name), .text(stage.name), .texts(stage.providers)]
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
      if stage.providers.count > 1 {
        // The tiers of the stage ask several providers: the last word counts.
        answers = """
          (SELECT * FROM (SELECT subject, tier, at_least, question\(values.joined()),
            row_number() OVER (PARTITION BY subject ORDER BY id DESC) AS place
          FROM gearbox_answers WHERE \(condition)) AS ranked WHERE place = 1)
          """
      }
      joins.append("\nLEFT JOIN \(answers) AS \(name) ON \(name).subject = \(subjectKey)")
      columns += ["\(name).tier", "\(name).at_least", "\(name).question"]
      columns += stage.answerPaths.indices.map { "\(name).p\($0)" }
      stages.append(stage.index)
    }
  }
}
