package import JSON
package import Rules

/// What the rows of a profile tell, column by column.
package struct ProfileColumns: Sendable, Hashable {
  package let facts: [Fact]
  /// Where the rows were counted; nil for a profile that somebody made up.
  package let source: Source?
  package let answers: [AnswerSource]

  package init(facts: [Fact], source: Source?, answers: [AnswerSource]) {
    self.facts = facts
    self.source = source
    self.answers = answers
  }

  /// A fact by whose values the profile groups subjects.
  package struct Fact: Sendable, Hashable {
    /// As the first plan that needed it calls it.
    package let name: String
    package let type: FactType
    /// Its definition in the rule file, in the form that digests are made of; nil in a profile that
    /// somebody made up, whose facts go by their names.
    package let definition: JSONValue?

    package init(name: String, type: FactType, definition: JSONValue?) {
      self.name = name
      self.type = type
      self.definition = definition
    }

    package init(_ fact: Planning.Fact) {
      self.init(name: fact.name, type: fact.type, definition: fact.source.definition)
    }
  }

  /// The subjects that were counted. Of the lists, each row says for every place whether it holds.
  package struct Source: Sendable, Hashable {
    package let table: String
    package let key: String
    /// The different `where`; nil is all rows.
    package let conditions: [String?]
    /// The columns that can hold an image's address; nil is none.
    package let images: [String?]
    /// The JSON columns that can take answers.
    package let answerColumns: [String]

    package init(
      table: String, key: String, conditions: [String?], images: [String?], answerColumns: [String]
    ) {
      self.table = table
      self.key = key
      self.conditions = conditions
      self.images = images
      self.answerColumns = answerColumns
    }
  }
}
