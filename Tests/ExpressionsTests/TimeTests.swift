import Expressions
import Testing

@Suite("Timestamps and durations are those of RFC 3339 and Go")
struct TimeTests {
  @Test(
    "timestamps are read and written",
    arguments: [
      ("2009-02-13T23:31:30Z", "2009-02-13T23:31:30Z"),
      ("2009-02-13T23:31:30.500Z", "2009-02-13T23:31:30.5Z"),
      ("2009-02-13T23:31:30+01:00", "2009-02-13T22:31:30Z"),
      ("2009-02-13T23:31:30-00:30", "2009-02-14T00:01:30Z"),
      ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
      ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
      ("1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59.9Z"),
      ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
      ("2009-02-13T23:31:30.1234567899Z", "2009-02-13T23:31:30.123456789Z"),
    ])
  func timestamps(_ text: String, _ written: String) throws {
    #expect(try #require(Timestamp(text)).text == written)
  }

  @Test(
    "what is no timestamp",
    arguments: [
      "", "2009-02-13", "2009-02-13T23:31:30", "2009-02-13 23:31:30Z", "2009-02-30T00:00:00Z",
      "1900-02-29T00:00:00Z",
      "2009-13-01T00:00:00Z", "2009-00-01T00:00:00Z", "2009-02-13T24:00:00Z",
      "2009-02-13T23:60:00Z",
      "2009-02-13T23:31:60Z", "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30+24:00",
      "2009-02-13T23:31:30Zx",
      "0000-12-31T23:59:59Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
      "２009-02-13T23:31:30Z",
    ])
  func noTimestamp(_ text: String) { #expect(Timestamp(text) == nil) }

  @Test(
    "durations are read and written",
    arguments: [
      ("0", "0s"), ("1s", "1s"), ("1h30m", "5400s"), ("-1.5s", "-1.5s"), ("+2m", "120s"),
      ("250ms", "0.25s"),
      ("1us", "0.000001s"), ("1µs", "0.000001s"), ("1ns", "0.000000001s"), (".5s", "0.5s"),
      ("1.s", "1s"),
      ("1h1m1s1ms", "3661.001s"), ("0.123456789h", "444.4444404s"),
      ("2562047h47m16.854775807s", "9223372036.854775807s"),
      ("-9223372036854775808ns", "-9223372036.854775808s"),
    ])
  func durations(_ text: String, _ written: String) throws {
    #expect(try #require(CELDuration(text)).text == written)
  }

  @Test(
    "what is no duration",
    arguments: [
      "", "1", "s", "-", "1x", "1 s", ".s", "1s-1s", "9223372036.854775808s", "320000000000s",
      "1e3s",
      String(repeating: "9223372036s", count: 1000), String(repeating: "9", count: 10_000) + "s",
    ])
  func noDuration(_ text: String) { #expect(CELDuration(text) == nil) }

  @Test(
    "parts",
    arguments: [
      ("getFullYear()", 2009), ("getMonth()", 1), ("getDate()", 13), ("getDayOfMonth()", 12),
      ("getDayOfWeek()", 5),
      ("getDayOfYear()", 43), ("getHours()", 23), ("getMinutes()", 31), ("getSeconds()", 30),
      ("getMilliseconds()", 123),
      ("getDate('Australia/Sydney')", 14), ("getHours('+05:30')", 5), ("getHours('05:30')", 5),
      ("getHours('-05:30')", 18),
      ("getMinutes('Asia/Kathmandu')", 16), ("getHours('UTC')", 23), ("getHours('')", 23),
    ] as [(String, Int64)])
  func parts(_ accessor: String, _ expected: Int64) {
    #expect(value("timestamp('2009-02-13T23:31:30.123456789Z').\(accessor)") == .int(expected))
  }

  @Test("parts of durations")
  func durationParts() {
    let bindings: [String: Binding] = [
      "d": .value(.duration(CELDuration(nanoseconds: 93_784_005_600_700)))
    ]
    #expect(
      value("[d.getHours(), d.getMinutes(), d.getSeconds(), d.getMilliseconds()]", bindings) == [
        26, 1563, 93784, 5,
      ])
  }

  @Test(
    "zones that do not exist are errors",
    arguments: ["Mars/Olympus", "+25:00", "1:00", "../etc/passwd", "+01:0", "é"])
  func zones(_ zone: String) {
    #expect(errorMessage("timestamp(0).getHours(z)", ["z": .value(.string(zone))]) != nil)
  }

  @Test("days of the week and of the year hold over the whole range")
  func calendar() throws {
    var seconds: Int64 = -62_135_596_800
    while seconds < 253_402_300_800 {
      let timestamp = try #require(Timestamp(seconds: seconds))
      #expect(Timestamp(timestamp.text) == timestamp)
      seconds += 86_400 * 9_973 + 12_345
    }
  }
}
