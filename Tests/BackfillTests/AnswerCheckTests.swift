import JSON
import Models
import Testing

@testable import Backfill

@Suite("A complaint about an answer stays short, however long the answer is")
struct AnswerCheckTests {
  @Test("what is quoted of an answer ends at a bound")
  func bounded() {
    #expect("short".bounded(toScalars: 5) == "short")
    #expect("".bounded(toScalars: 0) == "")
    #expect("longer".bounded(toScalars: 5) == "longe…")
    // One character, and yet as long as anybody likes.
    let marks = "e" + String(repeating: "\u{301}", count: 9_999)
    #expect(marks.bounded(toScalars: 10).unicodeScalars.count == 11)
  }
}
