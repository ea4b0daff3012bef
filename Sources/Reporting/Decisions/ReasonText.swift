import Planning

extension StageDecision {
  /// Why, as a sentence without a full stop.
  func sentence(in stage: Stage, score: Decision.Score) -> String {
    switch because {
    case .always: reached(stage, score) ?? "every subject is asked"
    case .conditionHolds:
      ["the condition holds", reached(stage, score)].compactMap(\.self).joined(separator: ", and ")
    case .conditionFails: "the condition is false"
    case .conditionErred(let why): "the condition erred: \(why)"
    case .noScore(let why): "there is no score: \(why)"
    case .belowTiers(let lowest): below(lowest, score)
    case .noImage: "the stage sends an image, and the subject has none"
    case .unfitAnswers:
      "the column for answers holds something that is no JSON object, and stays as it is"
    case .awaiting(let names):
      "it depends on what \(listed(names.sorted())) answer\(names.count == 1 ? "s" : "")"
    case .kept(let tier):
      "an answer is kept" + (stage.hasThresholds ? " from tier '\(tier)'" : "")
    case .askedAgain(let why): "an answer is kept, and is asked again: " + why.sentence(in: stage)
    }
  }

  private func reached(_ stage: Stage, _ score: Decision.Score) -> String? {
    guard case .points(let points) = score, let tier,
      let reached = stage.tiers.first(where: { $0.index == tier }), reached.atLeast != nil
    else { return nil }
    return "the score \(points) reaches '\(reached.name)' (\(ScoreRange(of: reached, in: stage)))"
  }

  private func below(_ lowest: Int64, _ score: Decision.Score) -> String {
    guard case .points(let points) = score else { return "no tier is reached" }
    return "the score \(points) is below \(lowest), where the lowest tier begins"
  }
}

extension Reprocessing {
  fileprivate func sentence(in stage: Stage) -> String {
    switch self {
    case .tierImproves(let from): "the score now reaches a higher tier than '\(from)'"
    case .tierChanges(let from): "the score now reaches another tier than '\(from)'"
    case .questionChanges: "the prompt, the answer's schema or the model has changed"
    case .always: "the rules ask always"
    }
  }
}

extension Stage {
  /// Whether the score decides what is asked.
  var hasThresholds: Bool { tiers.contains { $0.atLeast != nil } }
}

extension StageDecision.State {
  /// The name in JSON.
  var name: String {
    switch self {
    case .asked: "asked"
    case .notAsked: "not_asked"
    case .unknown: "unknown"
    case .answered: "answered"
    }
  }

  /// The name in text.
  var words: String {
    switch self {
    case .asked: "asked"
    case .notAsked: "not asked"
    case .unknown: "not known yet"
    case .answered: "answered"
    }
  }

  var ink: Style.Ink {
    switch self {
    case .asked: .green
    case .notAsked: .dim
    case .unknown: .yellow
    case .answered: .cyan
    }
  }
}
