/// By what time of the database's clock rates were taken last, so that a clock that is put back is seen.
func noteRateClock(_ dialect: Dialect) -> String {
  """
  -- taken_at is in microseconds since 1970.
  ALTER TABLE gearbox_rates ADD COLUMN taken_at bigint NOT NULL DEFAULT 0;

  """
}
