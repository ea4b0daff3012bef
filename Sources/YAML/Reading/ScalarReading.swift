import Diagnostics

/// Turns a scalar event into a scalar: its type, its tag, and its places.
struct ScalarReading {
  let scalars: SourceScalars
  private(set) var diagnostics = DiagnosticList()

  init(scalars: SourceScalars) {
    self.scalars = scalars
  }

  /// `all` are the event's offsets, `own` those of the scalar without its anchor and tag.
  mutating func read(_ event: ScalarEvent, all: Range<Int>, own: Range<Int>) -> Scalar {
    let isPlain = event.style == .plain
    let text = LocatedText(
      value: event.value, range: scalars.range(own),
      positions: ScalarPositions.find(event, in: own, of: scalars))
    guard let tag = event.properties.tag else {
      let resolved = isPlain ? CoreSchema.resolve(event.value) : .string(event.value)
      return Scalar(text: text, isPlain: isPlain, resolved: resolved)
    }
    if let resolved = resolve(event.value, tag: tag) {
      return Scalar(text: text, isPlain: isPlain && tag != "!", resolved: resolved)
    }
    diagnostics.add(.refusedTag(tag, at: all.lowerBound, in: scalars))
    return asWritten(all) ?? Scalar(text: text, isPlain: isPlain, resolved: .string(event.value))
  }

  /// The value under one of the core schema's own tags, nil under any other or when it does not fit.
  private func resolve(_ value: String, tag: String) -> Scalar.Resolved? {
    let resolved = CoreSchema.resolve(value)
    switch (tag, resolved) {
    case ("!", _), ("tag:yaml.org,2002:str", _): return .string(value)
    case ("tag:yaml.org,2002:null", .null), ("tag:yaml.org,2002:bool", .bool),
      ("tag:yaml.org,2002:int", .int), ("tag:yaml.org,2002:float", .float):
      return resolved
    case ("tag:yaml.org,2002:float", .int): return .float(value)
    default: return nil
    }
  }

  /// An unquoted `!x && y`, which YAML takes for a tag, as the text that was meant, so that no
  /// further fault is reported of it.
  private func asWritten(_ offsets: Range<Int>) -> Scalar? {
    let text = scalars.text(offsets)
    guard !text.unicodeScalars.contains(where: \.isBreak) else { return nil }
    let positions = (offsets.lowerBound...offsets.upperBound).map(scalars.position)
    let located = LocatedText(value: text, range: scalars.range(offsets), positions: positions)
    return Scalar(text: located, isPlain: true, resolved: .string(text))
  }
}

extension Diagnostic {
  static func refusedTag(_ tag: String, at offset: Int, in scalars: SourceScalars) -> Diagnostic {
    var end = offset
    while let scalar = scalars[end], !scalar.isBlank, !scalar.isBreak { end += 1 }
    let core = "tag:yaml.org,2002:"
    let name = tag.hasPrefix(core) ? "!!" + tag.dropFirst(core.count) : tag
    return Diagnostic(
      "yaml-tag", "the tag '\(name)' does not fit here", at: scalars.range(offset..<end),
      label: "YAML takes what begins with '!' for a tag", help: scalars.quoteHint(at: offset))
  }
}
