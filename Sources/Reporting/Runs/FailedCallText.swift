import Diagnostics
import Money
package import Runs

extension Call {
  /// A call that brought no answer, with why, and with the text that failed where it was kept: safe
  /// for a terminal, every line of it behind a bar.
  package func failureText(on screen: Screen) -> String {
    let place = tier == stage ? stage : "\(stage).\(tier)"
    let cost = billed?.formatted() ?? "?"
    let heading = printable(
      "\(Self.shortTime(sentAt))  \(subject)  \(place)  \(model)  attempt \(attempt)  \(cost)")
    var lines = [
      wrapped(heading, to: screen.width, indent: 2),
      "  "
        + screen.style(
          state == .settled ? .red : .yellow,
          wrapped(
            printable((outcome ?? state.rawValue) + (detail.map { ": \($0)" } ?? "")),
            to: screen.width - 2, indent: 2)),
    ]
    if let refusedText {
      for line in harmless(refusedText).split(
        omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      {
        lines += broken(String(line), to: screen.width - 4)
          .map { "  " + screen.style(.dim, "│") + " " + $0 }
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
