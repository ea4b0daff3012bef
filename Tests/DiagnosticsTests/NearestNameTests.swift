import Diagnostics
import Testing

@Suite("A misspelt name finds the nearest one")
struct NearestNameTests {
  let names = ["has_spid", "has_manual", "receipts", "timeline_events", "user_tags", "max", "id"]

  @Test(
    arguments: [
      ("reciepts", "receipts"), ("receipt", "receipts"), ("Receipts", "receipts"),
      ("timeline-events", "timeline_events"), ("timline_event", "timeline_events"),
      ("has_manuel", "has_manual"), ("mxa", "max"), ("mix", "max"),
      ("well_documented", nil), ("receipts", nil), ("x", nil), ("", nil), ("ix", nil),
      ("maximum", nil),
    ] as [(String, String?)])
  func finds(name: String, expected: String?) {
    #expect(nearestName(to: name, in: names) == expected)
  }

  @Test("of equally near names the first is taken, and a nearer one wins")
  func ties() {
    #expect(nearestName(to: "abcd", in: ["abce", "abcf"]) == "abce")
    #expect(nearestName(to: "abcdefg", in: ["abcdexy", "abcdefx"]) == "abcdefx")
  }

  @Test("a pasted text costs no time")
  func long() {
    let text = String(repeating: "a", count: 1_000_000)
    #expect(nearestName(to: text, in: [text + "b", "max"]) != "max")
  }
}
