package import Expressions
import Rules

extension Fact {
  /// What an empty database says of the fact: no rows, no value but the default.
  package var valueOfNothing: Value {
    switch source {
    case .count: .int(0)
    case .exists, .present, .when: .bool(false)
    case .column(_, let type, let fallback), .sql(_, let type, let fallback):
      fallback.flatMap { type.coerced($0) } ?? .null
    }
  }
}
