import ArgumentParser
import Diagnostics
import Planning
import Storage

struct DatabaseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "postgres://…, a libpq connection string, or sqlite:PATH; else $DATABASE_URL, else "
        + "sqlite:gearbox.db.",
      valueName: "url"))
  var database: String?

  @Option(
    help: ArgumentHelp(
      "Minutes that one statement may take, SQL from rule files included; 0 is without limit.",
      valueName: "minutes"))
  var statementTimeout = 30

  func validate() throws {
    guard (0...10_000).contains(statementTimeout) else {
      throw ValidationError("--statement-timeout is a number of minutes, from 0 to 10000")
    }
  }

  /// The database that is meant.
  ///
  /// - Throws: `StorageError` where it is none.
  func url() throws -> DatabaseURL {
    try DatabaseURL(database ?? environment("DATABASE_URL") ?? "sqlite:gearbox.db")
  }

  /// Opens the database, lets `body` use it, and closes it. What goes wrong in it names the
  /// database.
  func use<Value>(
    _ access: Database.Access, poolSize: Int = 4, _ body: (Database) async throws -> Value
  ) async throws -> Value {
    let url = try url()
    do {
      let database = try await Database.open(
        url, access: access, poolSize: poolSize,
        statementTimeout: statementTimeout == 0 ? nil : .seconds(60 * statementTimeout))
      do {
        let value = try await body(database)
        await database.close()
        return value
      } catch {
        await database.close()
        throw error
      }
    } catch let error as StorageError {
      throw CommandFailure(error, at: url)
    }
  }
}

extension Database {
  /// Makes sure that the database has what the rules name. What is missing is told, and ends the
  /// command.
  func requireSources(of plan: RoutingPlan, _ console: Console) async throws {
    let found = try await checkSources(of: plan)
    console.report(found)
    if found.contains(where: { $0.severity == .error }) { throw ExitStatus.unavailable }
  }

  /// What is known of a plan's subjects, and of what its calls take.
  func pricedProfile(of plan: RoutingPlan) async throws -> FactProfile {
    try await profile(of: [plan]).adding(try await usage(of: plan))
  }
}
