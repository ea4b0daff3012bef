import Diagnostics
import Testing
import YAML

@Suite("A text cannot ask too much of its reader")
struct LimitTests {
  private func nested(_ depth: Int, _ open: String, _ close: String) -> String {
    String(repeating: open, count: depth) + "x" + String(repeating: close, count: depth)
  }

  @Test("values inside one another are counted", arguments: [("[", "]"), ("{a: ", "}")])
  func depth(open: String, close: String) {
    #expect(Reading(nested(64, open, close)).codes.isEmpty)
    let deeper = Reading(nested(65, open, close))
    #expect(deeper.codes == ["yaml-limit"])
    #expect(deeper.document == nil)
  }

  @Test(
    "20,000 and more of them end at the limit",
    arguments: ["[", "{a: ", "- ", "? ", "[a: ", "{? ", "[\n", "- [", "!!seq ["])
  func hostileDepth(open: String) {
    let reading = Reading(String(repeating: open, count: 100_000))
    #expect(reading.document == nil)
    #expect(reading.diagnostics.count == 1)
  }

  @Test("aliases that multiply are stopped")
  func billionLaughs() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      let items = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(items)]\n"
    }
    let reading = Reading(yaml)
    #expect(reading.codes == ["yaml-limit"])
    #expect(reading.document == nil)
  }

  @Test("aliases that nest are stopped")
  func nestedAliases() {
    var yaml = "a0: &a0 x\n"
    for level in 1...80 { yaml += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(Reading(yaml).codes == ["yaml-limit"])
  }

  @Test("a text of 4 MiB is read, a larger one is refused")
  func size() {
    let limit = YAMLLimits.standard.maxBytes
    #expect(limit == 4_194_304)
    #expect(Reading("a: " + String(repeating: "x", count: limit - 3)).codes.isEmpty)
    #expect(Reading("a: " + String(repeating: "x", count: limit - 2)).codes == ["yaml-limit"])
    var limits = YAMLLimits()
    limits.maxBytes = 4
    #expect(Reading("a: é", limits: limits).codes == ["yaml-limit"])
  }

  @Test("after very many faults reading stops, and says so")
  func faults() {
    let reading = Reading("{" + String(repeating: "a, ", count: 500_000) + "}")
    // The last key is two faults at once: it has no value, and stands twice.
    #expect(reading.diagnostics.count == 202)
    #expect(reading.diagnostics.last?.message == "more than 200 faults; what follows was not read")
    #expect(reading.document == nil)
  }
}
