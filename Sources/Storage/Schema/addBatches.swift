/// Batches that were handed to providers. A batch holds the leases of its tasks itself, under the
/// worker's name `batch|NAME`, until it is settled: so no worker that ends takes them with it.
func addBatches(_ dialect: Dialect) -> String {
  """
  -- batch where all calls of the run are made in batches, whatever its rules say.
  ALTER TABLE gearbox_runs ADD COLUMN execution text;

  -- name is what the provider knows file and batch by; tokens are input tokens that wait in it;
  -- worker looks after it until lease_until. Times are milliseconds since 1970, but for the instants.
  CREATE TABLE gearbox_batches (
    name text NOT NULL PRIMARY KEY,
    run text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    state text NOT NULL,
    requests bigint NOT NULL,
    tokens bigint NOT NULL,
    done bigint NOT NULL DEFAULT 0,
    file_id text,
    batch_id text,
    output_file text,
    error_file text,
    worker text,
    lease_until bigint,
    since bigint NOT NULL,
    planned_at \(dialect.instantType) NOT NULL,
    ended_at \(dialect.instantType)
  );
  CREATE INDEX gearbox_batches_run ON gearbox_batches (run, state);
  CREATE INDEX gearbox_batches_open ON gearbox_batches (provider, model) WHERE state <> 'settled';

  ALTER TABLE gearbox_calls ADD COLUMN batch text;
  CREATE INDEX gearbox_calls_batch ON gearbox_calls (batch) WHERE state = 'sent';

  """
}
