/// A step of the schema of gearbox's own tables. Steps are only ever added.
struct Migration: Sendable {
  let version: Int64
  let name: String
  /// A script of statements.
  let sql: @Sendable (Dialect) -> String

  static let all = [
    Migration(version: 1, name: "the tables of runs", sql: { createTables($0) }),
    Migration(version: 2, name: "workers, rates and what stood before", sql: { addWorkers($0) }),
    Migration(version: 3, name: "batches", sql: { addBatches($0) }),
    Migration(version: 4, name: "room for changes", sql: { leaveRoom($0) }),
    Migration(version: 5, name: "the clock of rates", sql: { noteRateClock($0) }),
  ]

  static var latest: Int64 { all.last?.version ?? 0 }
}

private func createTables(_ dialect: Dialect) -> String {
  createRegistry(dialect) + createTasks(dialect) + createLedger(dialect)
}

private func createRegistry(_ dialect: Dialect) -> String {
  let (json, instant, decimal) = (dialect.jsonType, dialect.instantType, dialect.decimalType)
  return """
    CREATE TABLE gearbox_rule_versions (
      ruleset text NOT NULL,
      version bigint NOT NULL,
      digest text NOT NULL,
      sections \(json) NOT NULL,
      sources \(json) NOT NULL,
      published_at \(instant) NOT NULL,
      PRIMARY KEY (ruleset, version)
    );

    -- spent, reserved and uncertain are the sums over the run's calls, kept with every change.
    CREATE TABLE gearbox_runs (
      id text NOT NULL PRIMARY KEY,
      ruleset text NOT NULL,
      version bigint NOT NULL,
      digest text NOT NULL,
      state text NOT NULL,
      budget \(decimal),
      spent \(decimal) NOT NULL,
      reserved \(decimal) NOT NULL,
      uncertain \(decimal) NOT NULL,
      estimated_low \(decimal) NOT NULL,
      estimated_expected \(decimal) NOT NULL,
      estimated_high \(decimal) NOT NULL,
      reroute text,
      sources \(json) NOT NULL,
      started_at \(instant) NOT NULL,
      ended_at \(instant)
    );
    CREATE UNIQUE INDEX gearbox_runs_unfinished ON gearbox_runs (ruleset, digest)
      WHERE state <> 'done';

    """
}

private func createTasks(_ dialect: Dialect) -> String {
  """
  -- lease_until and not_before are milliseconds since 1970; facts are those that were pinned.
  CREATE TABLE gearbox_tasks (
    id \(dialect.identityType),
    run text NOT NULL,
    subject text NOT NULL,
    stage text NOT NULL,
    stage_index bigint NOT NULL,
    tier text NOT NULL,
    score bigint NOT NULL,
    facts \(dialect.jsonType),
    state text NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    last_call bigint,
    worker text,
    lease_until bigint,
    not_before bigint NOT NULL DEFAULT 0,
    outcome text,
    detail text,
    refused text
  );
  CREATE UNIQUE INDEX gearbox_tasks_subject ON gearbox_tasks (run, subject, stage);
  CREATE INDEX gearbox_tasks_ready ON gearbox_tasks (run, stage_index, id) WHERE state = 'ready';
  CREATE INDEX gearbox_tasks_leased ON gearbox_tasks (run, lease_until) WHERE state = 'leased';

  """
}

private func createLedger(_ dialect: Dialect) -> String {
  let (identity, decimal) = (dialect.identityType, dialect.decimalType)
  return """
    CREATE TABLE gearbox_calls (
      id \(identity),
      run text NOT NULL,
      task bigint NOT NULL,
      subject text NOT NULL,
      stage text NOT NULL,
      tier text NOT NULL,
      score bigint NOT NULL,
      model text NOT NULL,
      provider text NOT NULL,
      worker text NOT NULL,
      attempt bigint NOT NULL,
      state text NOT NULL,
      reserved \(decimal) NOT NULL,
      declared \(decimal),
      metered \(decimal),
      billed \(decimal),
      input_tokens bigint,
      cached_input_tokens bigint,
      output_tokens bigint,
      outcome text,
      detail text,
      sent_at \(dialect.instantType) NOT NULL,
      settled_at \(dialect.instantType)
    );
    CREATE INDEX gearbox_calls_run ON gearbox_calls (run, id);
    CREATE INDEX gearbox_calls_subject ON gearbox_calls (subject);
    CREATE INDEX gearbox_calls_sent ON gearbox_calls (run, task) WHERE state = 'sent';

    CREATE TABLE gearbox_answers (
      id \(identity),
      ruleset text NOT NULL,
      version bigint NOT NULL,
      stage text NOT NULL,
      subject text NOT NULL,
      run text NOT NULL,
      call bigint NOT NULL,
      tier text NOT NULL,
      at_least bigint,
      model text NOT NULL,
      provider text NOT NULL,
      prompt text NOT NULL,
      question text NOT NULL,
      confidence \(decimal),
      answer \(dialect.jsonType) NOT NULL,
      replaced_characters bigint NOT NULL,
      is_latest boolean NOT NULL,
      answered_at \(dialect.instantType) NOT NULL
    );
    CREATE UNIQUE INDEX gearbox_answers_latest
      ON gearbox_answers (ruleset, stage, subject, provider) WHERE is_latest;
    CREATE INDEX gearbox_answers_run ON gearbox_answers (run, id);

    """
}
