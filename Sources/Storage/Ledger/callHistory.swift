package import Runs

extension Database {
  /// What became of a run's calls so far.
  package func callHistory(ofRun id: String) async throws -> CallHistory {
    try await read { session in
      var history = CallHistory()
      let answered = try session.query(
        """
        SELECT DISTINCT provider, model FROM gearbox_calls
        WHERE run = $1 AND outcome IN ('answered', 'not_json', 'invalid_answer')
        """, [.text(id)])
      for row in answered {
        history.answeringModels.insert(ModelName(provider: try row.text(0), model: try row.text(1)))
      }
      let refused = try session.query(
        """
        SELECT DISTINCT task FROM gearbox_calls
        WHERE run = $1 AND outcome IN ('rejected', 'unauthorized')
        """, [.text(id)])
      for row in refused { history.refusedTasks.insert(try row.int(0)) }
      return history
    }
  }
}
