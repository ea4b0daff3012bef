import JSON

/// Many rows that go into one statement, which reads them in its `FROM` as `item.name`.
///
/// PostgreSQL gets an array for each column, as JSON would be parsed whole and then searched for every
/// field; SQLite, which has no arrays, gets one JSON text.
struct InputRows {
  /// What a database takes a column for.
  enum ColumnType {
    case text, integer, decimal, json
    /// A type that PostgreSQL names so; SQLite, whose columns take what they are given, gets text.
    case other(String)

    func sql(_ dialect: Dialect) -> String {
      switch (self, dialect) {
      case (.text, _): "text"
      case (.integer, _): "bigint"
      case (.decimal, _): dialect.decimalType
      case (.json, _): dialect.jsonType
      case (.other(let type), .postgres): type
      case (.other, .sqlite): "text"
      }
    }
  }

  /// The value of one row in one column, as text; nil is NULL.
  struct Field {
    let name: String
    let type: ColumnType
    let text: String?

    static func text(_ name: String, _ text: String?) -> Field {
      Field(name: name, type: .text, text: text)
    }

    static func integer(_ name: String, _ number: (some BinaryInteger)?) -> Field {
      Field(name: name, type: .integer, text: number.map { String($0) })
    }

    static func decimal(_ name: String, _ digits: String?) -> Field {
      Field(name: name, type: .decimal, text: digits)
    }

    static func json(_ name: String, _ json: String?) -> Field {
      Field(name: name, type: .json, text: json)
    }
  }

  private var columns: [(name: String, type: ColumnType, values: [String?])] = []
  private let count: Int

  /// A row for each element, of fields that are the same for all of them and stand in the same order.
  /// U+0000, which databases refuse in texts, becomes U+FFFD.
  init<Element>(_ elements: some Collection<Element>, _ row: (Element) -> [Field]) {
    count = elements.count
    for element in elements {
      let fields = row(element)
      if columns.isEmpty {
        columns = fields.map { ($0.name, $0.type, []) }
        for column in columns.indices { columns[column].values.reserveCapacity(count) }
      }
      for (column, field) in zip(columns.indices, fields) {
        columns[column].values.append(field.text?.replacingNUL())
      }
    }
  }

  /// What `FROM` calls the rows, of which there is one at least.
  ///
  /// - Parameter first: The number of the placeholder from which on `arguments` fill them.
  func relation(from first: Int, _ dialect: Dialect) -> String {
    switch dialect {
    case .postgres:
      let arrays = columns.enumerated().map { place, column in
        "CAST($\(first + place) AS \(column.type.sql(dialect))[])"
      }
      let names = columns.map(\.name)
      return "unnest(\(arrays.joined(separator: ", "))) AS item(\(names.joined(separator: ", ")))"
    case .sqlite:
      let fields = columns.enumerated().map { place, column in
        "CAST(value ->> \(place) AS \(column.type.sql(dialect))) AS \(column.name)"
      }
      return "(SELECT \(fields.joined(separator: ", ")) FROM json_each($\(first))) AS item"
    }
  }

  func arguments(_ dialect: Dialect) -> [SQLValue] {
    switch dialect {
    case .postgres: columns.map { .texts($0.values) }
    case .sqlite: [.text(JSONValue.array((0..<count).map { .array(row($0)) }).serialized())]
    }
  }

  private func row(_ index: Int) -> [JSONValue] {
    columns.map { column in column.values[index].map { .string($0) } ?? .null }
  }
}
