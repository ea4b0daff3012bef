import Rules
import Testing

@Suite("Durations are written with a unit")
struct DurationTests {
  @Test(
    "a whole number and ms, s, m or h",
    arguments: [
      ("500ms", Duration.milliseconds(500)), ("60s", .seconds(60)), ("2m", .seconds(120)),
      ("24h", .seconds(86_400)),
    ])
  func valid(_ text: String, _ duration: Duration) {
    #expect(Duration(written: text) == duration)
  }

  @Test(
    "anything else is none",
    arguments: ["", "60", "s", "0s", "-1s", "1.5s", "1d", "25h", "٣s", "99999999999999999999s"])
  func invalid(_ text: String) {
    #expect(Duration(written: text) == nil)
  }
}
