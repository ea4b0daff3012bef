import JSON
import Money

extension JSONValue {
  /// JSON that gearbox itself has written.
  ///
  /// - Throws: `invalidValue` where somebody else has written over it.
  init(stored text: String) throws {
    do {
      self = try JSONValue(parsing: text)
    } catch {
      throw StorageError(
        .invalidValue, "a gearbox_* table holds a text that is no JSON: \(error.message)")
    }
  }
}

extension Row {
  /// US dollars, nil for NULL.
  func usdOrNull(_ index: Int) throws -> USD? {
    guard let text = try textOrNull(index) else { return nil }
    guard let amount = USD(text) else {
      throw StorageError(.invalidValue, "a gearbox_* table holds '\(text)', which is no amount")
    }
    return amount
  }

  /// US dollars.
  func usd(_ index: Int) throws -> USD {
    guard let amount = try usdOrNull(index) else {
      throw StorageError(.invalidValue, "a gearbox_* table lacks an amount")
    }
    return amount
  }

  /// One of an enumeration's cases.
  func stored<Case: RawRepresentable<String>>(_ index: Int, as: Case.Type) throws -> Case {
    let text = try text(index)
    guard let value = Case(rawValue: text) else {
      throw StorageError(
        .invalidValue, "a gearbox_* table holds '\(text)', which gearbox does not know")
    }
    return value
  }
}

extension SQLValue {
  /// US dollars as digits.
  static func usd(_ amount: USD?) -> SQLValue { .text(orNull: amount?.description) }
}
