/// What several workers share beside tasks and ledger, and what a person may want to know of a run
/// that stopped.
func addWorkers(_ dialect: Dialect) -> String {
  """
  -- reason says why a run stopped; resume is the command line that goes on with it.
  ALTER TABLE gearbox_runs ADD COLUMN reason text;
  ALTER TABLE gearbox_runs ADD COLUMN resume text;

  -- How long the provider took.
  ALTER TABLE gearbox_calls ADD COLUMN milliseconds bigint;

  -- What the merge of the answer replaced in the subject's JSON column, and what it added; and
  -- whether it was taken out again.
  ALTER TABLE gearbox_answers ADD COLUMN former \(dialect.jsonType);
  ALTER TABLE gearbox_answers ADD COLUMN is_reverted boolean NOT NULL DEFAULT FALSE;

  -- Who works at a run now. seen_until is in milliseconds since 1970.
  CREATE TABLE gearbox_workers (
    run text NOT NULL,
    worker text NOT NULL,
    seen_until bigint NOT NULL,
    is_asked_to_stop boolean NOT NULL,
    paused text,
    joined_at \(dialect.instantType) NOT NULL,
    PRIMARY KEY (run, worker)
  );

  -- Token buckets: until when what was granted is used up, in microseconds since 1970.
  CREATE TABLE gearbox_rates (
    run text NOT NULL,
    provider text NOT NULL,
    requests_until bigint NOT NULL,
    tokens_until bigint NOT NULL,
    PRIMARY KEY (run, provider)
  );

  -- The subjects that are asked before all others. While a run has any, only they are asked.
  CREATE TABLE gearbox_canaries (
    run text NOT NULL,
    subject text NOT NULL,
    PRIMARY KEY (run, subject)
  );

  """
}
