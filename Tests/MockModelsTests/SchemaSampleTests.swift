import JSON
import Testing

@testable import MockModels

@Suite("The mock makes up answers that satisfy the schema")
struct SchemaSampleTests {
  static let schemas: [String] = [
    #"{"type":"string"}"#,
    #"{"type":"string","minLength":40,"maxLength":45}"#,
    #"{"type":"string","maxLength":3}"#,
    #"{"type":"string","maxLength":0}"#,
    #"{"type":"integer"}"#,
    #"{"type":"integer","minimum":3,"maximum":3}"#,
    #"{"type":"integer","minimum":-9,"exclusiveMaximum":-7}"#,
    #"{"type":"integer","exclusiveMinimum":0,"multipleOf":7}"#,
    #"{"type":"number","minimum":0,"maximum":1}"#,
    #"{"type":"number","minimum":0.29,"exclusiveMaximum":0.3}"#,
    #"{"type":"number","multipleOf":0.1,"maximum":5}"#,
    #"{"type":"number","minimum":12.5}"#,
    #"{"type":"boolean"}"#,
    #"{"type":"null"}"#,
    #"{"const":{"a":[1,null]}}"#,
    #"{"enum":["x",2,null]}"#,
    #"{"type":["string","null"]}"#,
    #"{"type":"array","items":{"type":"integer"}}"#,
    #"{"type":"array","items":{"enum":["a","b","c"]},"uniqueItems":true,"minItems":3}"#,
    #"{"type":"array","minItems":5,"maxItems":6,"items":{"type":"string"}}"#,
    #"{"type":"array","maxItems":0,"items":{"type":"string"}}"#,
    #"{"type":"object","required":["free"]}"#,
    #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a","b"]}"#,
    #"{"anyOf":[{"type":"string"},{"type":"integer","minimum":5}]}"#,
    #"{"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"required":["b"],"properties":{"b":{"const":1}}}]}"#,
    ##"{"$ref":"#/$defs/p","$defs":{"p":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}}}"##,
    ##"{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}},"required":["children"]}"##,
    ##"{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}"##,
    #"{}"#,
  ]

  @Test("Each kind of schema, for many seeds", arguments: schemas)
  func satisfies(text: String) throws {
    let schema = try JSONValue(parsing: text)
    let compiled = try JSONSchema(schema)
    for seed in 0..<40 as Range<UInt64> {
      let random = RandomSource(seed)
      let answer = try #require(SchemaSample.make(for: schema, random: random, trueRate: 0.65))
      #expect(compiled.validate(answer) == [], "\(answer)")
      #expect(answer == SchemaSample.make(for: schema, random: random, trueRate: 0.65))
    }
  }

  @Test(
    "A schema without an end, or that nothing satisfies, has no sample",
    arguments: [
      ##"{"$ref":"#"}"##, ##"{"enum":[]}"##, ##"{"type":"integer","minimum":3,"maximum":2}"##,
      ##"{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}"##,
      #"{"type":"array","minItems":9000000000000000000,"items":{"type":"null"}}"#,
      ##"{"type":"integer","minimum":1e300}"##, ##"{"$ref":"https://example.com/schema"}"##,
    ])
  func impossible(text: String) throws {
    let schema = try JSONValue(parsing: text)
    #expect(SchemaSample.make(for: schema, random: RandomSource(1), trueRate: 0.65) == nil)
  }

  @Test(
    "A format gets a text of its form",
    arguments: [("date", 10), ("date-time", 20), ("uuid", 36), ("unheard-of", 13)])
  func format(name: String, length: Int) {
    let schema: JSONValue = ["type": "string", "format": .string(name)]
    let text = SchemaSample.make(for: schema, random: RandomSource(3), trueRate: 1)?.string
    #expect(text?.count == length, "\(text ?? "none")")
  }

  @Test("Free strings say that they are a mock's")
  func saysSo() throws {
    let answer = SchemaSample.make(
      for: ["type": "object", "properties": ["vendor": ["type": "string"]]],
      random: RandomSource(7), trueRate: 1)
    #expect(answer?["vendor"]?.string?.hasPrefix("mock vendor") == true)
  }

  @Test("Booleans are true at the rate asked for", arguments: [0.0, 0.65, 1.0])
  func trueRate(rate: Double) {
    let trues = (0..<4000 as Range<UInt64>).count {
      SchemaSample.make(for: ["type": "boolean"], random: RandomSource($0), trueRate: rate) == true
    }
    #expect(abs(Double(trues) / 4000 - rate) < 0.03)
  }
}
