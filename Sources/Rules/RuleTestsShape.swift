package import Diagnostics
import Expressions
import Money
package import YAML

extension RuleTests {
  /// Decodes a file of rule tests. Faults are collected; nil means that some were found.
  package static func decode(
    _ document: Document, into diagnostics: inout DiagnosticList
  ) -> RuleTests? {
    shape(of: document.source).value(of: document.root, into: &diagnostics)
  }

  /// What a file of rule tests holds.
  package static var fileDescription: ShapeDescription {
    shape(of: SourceText(name: "", text: "")).description
  }

  private static func shape(of source: SourceText) -> Shape<RuleTests> {
    Shapes.mapping(
      "a file of rule tests",
      Shapes.required("tests", Shapes.name("a rule set"), "the name of the rule set"),
      Shapes.required(
        "cases", Shapes.keyed("cases", RuleTest.Body.shape), "what is given and expected")
    ) { _, ruleset, cases in
      RuleTests(
        source: source, ruleset: ruleset, cases: cases.entries.map { $0.value.named($0.name) })
    }
  }
}

extension RuleTest {
  /// A case without its name, which is the key it stands under.
  struct Body: Sendable {
    let rules: [LocatedText]?
    let given: [GivenFact]
    let hasImage: Bool
    let answers: [GivenAnswer]
    let kept: [GivenKeptAnswer]
    let expect: RuleExpectations?
    let expectIn: [(file: LocatedText, expect: RuleExpectations)]

    func named(_ name: LocatedText) -> RuleTest {
      RuleTest(
        name: name, rules: rules, given: given, hasImage: hasImage, answers: answers, kept: kept,
        expect: expect, expectIn: expectIn)
    }
  }
}

extension RuleTest.Body {
  fileprivate static let shape: Shape<RuleTest.Body> = Shapes.mapping(
    "a case",
    Shapes.optional(
      "rules", Shapes.list(of: Shapes.name("a rule file")),
      "the rule files beside this one that the case is held against"),
    Shapes.defaulted(
      "given", Shapes.keyed("facts", Shapes.literal.located), to: NamedEntries(),
      "facts by name; the others are what an empty database says"),
    Shapes.defaulted("image", Shapes.bool, to: true, "whether the subject has an image"),
    Shapes.defaulted(
      "answers", Shapes.keyed("answers", Shapes.answer), to: NamedEntries(),
      "what stages answer when they are asked"),
    Shapes.defaulted(
      "kept", Shapes.keyed("kept answers", keptAnswer), to: NamedEntries(),
      "what stages answered in an earlier run"),
    Shapes.optional("expect", RuleExpectations.shape, "what has to be decided"),
    Shapes.defaulted(
      "expect_in", Shapes.keyed("rule files", RuleExpectations.shape), to: NamedEntries(),
      "what else, or instead, single rule files have to decide")
  ) { _, rules, given, hasImage, answers, kept, expect, expectIn in
    .init(
      rules: rules, given: given.entries.map { GivenFact(name: $0.name, value: $0.value) },
      hasImage: hasImage,
      answers: answers.entries.map { GivenAnswer(stage: $0.name, answer: $0.value) },
      kept: kept.entries.map {
        GivenKeptAnswer(stage: $0.name, tier: $0.value.tier, answer: $0.value.answer)
      },
      expect: expect, expectIn: expectIn.entries.map { ($0.name, $0.value) })
  }

  private struct KeptAnswerBody: Sendable {
    let tier: LocatedText?
    let answer: Node?
  }

  private static let keptAnswer: Shape<KeptAnswerBody> = Shapes.mapping(
    "a kept answer",
    Shapes.optional("tier", Shapes.name("a tier"), "the tier that was asked"),
    Shapes.optional("answer", Shapes.answer, "the answer, or as much of it as matters")
  ) { _, tier, answer in KeptAnswerBody(tier: tier, answer: answer) }
}

extension RuleExpectations {
  fileprivate static let shape: Shape<RuleExpectations> = Shapes.mapping(
    "expectations",
    Shapes.optional("score", Shapes.int().located, "the score"),
    Shapes.defaulted(
      "stages",
      Shapes.keyed("stages", Shapes.name("a tier, or asked, not_asked, answered or unknown")),
      to: NamedEntries(), "what each stage does: the tier that is asked, or the stage's state"),
    Shapes.optional("cost", Shapes.usd.located, "US dollars for the calls that are made"),
    Shapes.optional(
      "that", Shapes.source("a CEL expression"),
      "an expression over facts, score and answers that has to be true")
  ) { _, score, stages, cost, that in
    RuleExpectations(
      score: score, stages: stages.entries.map { ($0.name, $0.value) }, cost: cost, that: that)
  }
}

extension Shapes {
  /// A model's answer, which is held against the answer schema once the stage is known.
  fileprivate static var answer: Shape<Node> {
    let any = ShapeDescription("anything", .anything)
    let description = ShapeDescription("an answer", .entries(any, keys: nil, mayBeEmpty: true))
    return Shape(description) { node, diagnostics in
      guard case .mapping = node.content else {
        diagnostics.add(
          Diagnostic(
            .error, "wrong-type", "expected an answer, found \(node.summary)", at: node.range,
            help: "write its fields as { name: value }"))
        return nil
      }
      return node
    }
  }
}
