/// Room for what is going to change: a task is claimed, reserved and settled, a call reserved and
/// settled. Where PostgreSQL's pages are full, each new version of a row goes elsewhere, and indexes
/// split to take it up. Room in the table of calls itself gains nothing, as their state stands in an
/// index. SQLite changes rows in place.
func leaveRoom(_ dialect: Dialect) -> String {
  guard dialect == .postgres else { return "" }
  let indexes = [
    "gearbox_tasks_pkey", "gearbox_tasks_subject", "gearbox_calls_pkey", "gearbox_calls_run",
    "gearbox_calls_subject",
  ]
  return "ALTER TABLE gearbox_tasks SET (fillfactor = 60);\n"
    + indexes.map { "ALTER INDEX \($0) SET (fillfactor = 50);\n" }.joined()
}
