import Diagnostics
import Rules

extension PlanCompiler {
  /// `image-size`: width and height belong together, and are whole pixels that the database tells.
  mutating func checkImageSize(over facts: CompiledFacts) {
    let subjects = rules.subjects
    if let only = subjects.width ?? subjects.height,
      (subjects.width == nil) != (subjects.height == nil)
    {
      let missing = subjects.width == nil ? "width" : "height"
      report(
        "image-size", "'\(only.value)' is one side of the image, and the other is not named",
        at: only.range, help: "name the fact or column that holds it: subjects.\(missing)")
    }
    for side in [subjects.width, subjects.height].compactMap(\.self) {
      guard let fact = rules.facts.first(where: { $0.name.value == side.value }) else { continue }
      if case .when = fact.source {
        report(
          "image-size", "fact '\(side.value)' is computed, and a size has to be stored",
          at: side.range, help: "name a column or a fact that the database tells")
      } else if let type = facts.stored.first(where: { $0.name == side.value })?.type, type != .int
      {
        report(
          "image-size", "fact '\(side.value)' is a \(type.rawValue), and pixels are whole numbers",
          at: side.range, help: "name a fact of the type int")
      }
    }
  }
}
