import Diagnostics
import YAML

extension StageRule {
  /// A stage without its name, which is the key it stands under.
  struct Body: Sendable {
    let when: LocatedText?
    let assume: Located<AssumedShare>?
    let store: LocatedText
    let execution: Located<Execution>?
    let asks: Asks

    func named(_ name: LocatedText) -> StageRule {
      StageRule(
        name: name, when: when, assume: assume, store: store,
        execution: execution ?? Located(.direct, range: name.range), asks: asks)
    }
  }
}

extension StageRule.Body {
  static let shape: Shape<StageRule.Body> = Shapes.oneOf(
    "a stage", with: "tiers", withTiers, without: withOneCall)

  private static let withTiers: Shape<StageRule.Body> = Shapes.mapping(
    "a stage with tiers",
    Shapes.optional("when", Shapes.source("a CEL expression"), "which subjects are asked"),
    Shapes.optional("assume", Shapes.share.located, "the share that passes, until answers tell"),
    Shapes.required("store", Shapes.name("a key"), "the key under which answers are kept"),
    Shapes.optional(
      "execution", Shapes.choice(Execution.self).located,
      "batch for the provider's batch interface, at its discount"),
    Shapes.required("tiers", tiers, "what is asked from which score on")
  ) { _, when, assume, store, execution, tiers in
    .init(
      when: when, assume: assume, store: store, execution: execution,
      asks: .tiers(
        tiers.entries.map { $0.value.named($0.name) }, leftOut: tiers.leftOut))
  }

  /// Tiers that are there and faulty are no lack of tiers.
  private static let tiers = Shapes.named("tiers", TierRule.Body.shape).checked { tiers, range in
    guard tiers.entries.isEmpty, !tiers.isIncomplete else { return nil }
    return Diagnostic(
      .error, "no-tiers", "the stage has no tiers", at: range,
      help: "give it at least one tier, or a model and a prompt of its own")
  }

  private static let withOneCall: Shape<StageRule.Body> = Shapes.mapping(
    "a stage",
    Shapes.optional("when", Shapes.source("a CEL expression"), "which subjects are asked"),
    Shapes.optional("assume", Shapes.share.located, "the share that passes, until answers tell"),
    Shapes.required("store", Shapes.name("a key"), "the key under which answers are kept"),
    Shapes.optional(
      "execution", Shapes.choice(Execution.self).located,
      "batch for the provider's batch interface, at its discount"),
    Shapes.required(
      "model", Shapes.name("a model"), "which model is asked (or give the stage 'tiers')"),
    Shapes.optional("cost", Shapes.usd.located, "US dollars for a call, as declared"),
    Shapes.required("prompt", Shapes.name("a prompt"), "what it is asked, such as organize.v1"),
    Shapes.optional("confidence", Shapes.fraction.located, "how far an answer is trusted")
  ) { range, when, assume, store, execution, model, cost, prompt, confidence in
    .init(
      when: when, assume: assume, store: store, execution: execution,
      asks: .one(
        CallRule(range: range, model: model, cost: cost, prompt: prompt, confidence: confidence)))
  }
}

extension TierRule {
  /// A tier without its name, which is the key it stands under.
  struct Body: Sendable {
    let atLeast: Located<Int64>
    let call: CallRule

    func named(_ name: LocatedText) -> TierRule {
      TierRule(name: name, atLeast: atLeast, call: call)
    }
  }
}

extension TierRule.Body {
  fileprivate static let shape: Shape<TierRule.Body> = Shapes.mapping(
    "a tier",
    Shapes.required("at_least", Shapes.int().located, "the lowest score that reaches the tier"),
    Shapes.required("model", Shapes.name("a model"), "which model is asked"),
    Shapes.optional("cost", Shapes.usd.located, "US dollars for a call, as declared"),
    Shapes.required("prompt", Shapes.name("a prompt"), "what it is asked, such as organize.v1"),
    Shapes.optional("confidence", Shapes.fraction.located, "how far an answer is trusted")
  ) { range, atLeast, model, cost, prompt, confidence in
    .init(
      atLeast: atLeast,
      call: CallRule(range: range, model: model, cost: cost, prompt: prompt, confidence: confidence)
    )
  }
}
