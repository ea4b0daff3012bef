import Money

/// A place across a drawing, as a part of its width, so that it fits any screen.
func across(_ part: Double) -> String {
  let thousandths = Int((min(max(part, 0), 1) * 100_000).rounded())
  let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1000)
  guard rest > 0 else { return "\(whole)%" }
  let digits = String(1000 + rest).dropFirst()
  return "\(whole).\(digits)%"
}

/// How much of `most` an amount is, from 0 to 1: where something is drawn, and never what it costs.
func part(_ amount: USD, of most: USD) -> Double {
  guard !most.isZero, let amount = Double(amount.description), let most = Double(most.description)
  else { return 0 }
  return min(max(amount / most, 0), 1)
}

extension HTML {
  /// A box in a drawing; `y` and `height` are in pixels, the rest are parts of the width.
  static func box(
    _ kind: String, from start: Double, to end: Double, y: Double, height: Double
  ) -> HTML {
    .tag(
      .rect, kind,
      [
        .x: across(start), .width: across(max(end - start, 0)), .y: pixels(y),
        .height: pixels(height),
      ])
  }

  static func line(_ kind: String, from start: Double, to end: Double, y: Double) -> HTML {
    .tag(
      .line, kind,
      [.x1: across(start), .x2: across(end), .y1: pixels(y), .y2: pixels(y)])
  }

  static func upright(_ kind: String, at x: Double, from top: Double, to bottom: Double) -> HTML {
    .tag(
      .line, kind, [.x1: across(x), .x2: across(x), .y1: pixels(top), .y2: pixels(bottom)])
  }

  /// Words in a drawing. `anchor` is `start`, `middle` or `end`.
  static func words(
    _ text: String, _ kind: String? = nil, x: Double, y: Double, dx: Int = 0,
    anchor: String = "start"
  ) -> HTML {
    .tag(
      .label, kind,
      [.x: across(x), .y: pixels(y), .dx: String(dx), .textAnchor: anchor], [.text(text)])
  }

  /// What a colour or an outline in a drawing stands for.
  static func swatch(_ kind: String) -> HTML {
    .tag(
      .svg, nil, [.width: "12", .height: "12", .ariaHidden: "true"],
      [
        kind == "reach"
          ? .tag(.line, kind, [.x1: "0", .x2: "12", .y1: "6", .y2: "6"])
          : .tag(.rect, kind, [.x: "1", .y: "1", .width: "10", .height: "10"])
      ])
  }
}

/// With at most one decimal.
private func pixels(_ value: Double) -> String {
  let tenths = Int((min(max(value, -100_000), 100_000) * 10).rounded())
  let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
  return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
}
