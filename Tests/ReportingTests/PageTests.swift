import Money
import Planning
import Testing

@testable import Reporting
@testable import Simulation

private let origin = PageOrigin(rows: "the profile now.json", program: "gearbox 1.2.3")

@Suite("A page says all that the text says")
struct PageContentTests {
  @Test("of a bill")
  func bill() throws {
    let plan = try ExamplePlan.load()
    let bill = try simulate(plan, over: ExamplePlan.vectors(of: plan))
    let text = bill.text(for: plan, on: Screen(width: 400))
    let page = bill.page(for: plan, from: origin)
    #expect(missing(text, in: page) == [])
    for told in [plan.digest, "the profile now.json", "gearbox 1.2.3", plan.name] {
      #expect(page.contains(told), "\(told)")
    }
    try expectSound(page)
  }

  @Test("of a comparison, with its gates, its groups and what becomes of answers")
  func comparison() throws {
    let report = try ExampleComparison.report()
    let page = report.page(from: origin)
    #expect(missing(report.text(on: Screen(width: 400)), in: page) == [])
    for told in [
      report.plans.old.digest, report.plans.new.digest, "closed", "--max-cost 1",
      "the expected cost is", "passed", "the profile now.json", "1 stays good",
    ] {
      #expect(page.contains(told), "\(told)")
    }
    try expectSound(page)
  }

  @Test("of a sweep, and of what a step is worth")
  func sweep() throws {
    let plan = try ExamplePlan.load()
    let bill = try simulate(plan, over: ExamplePlan.vectors(of: plan))
    let sweep = SweepReport(
      Sweep(
        path: "score.receipts.each", base: bill, current: "5",
        steps: [
          SweepStep(value: "5", .priced(bill)), SweepStep(value: "6", span: nil, .faulty([])),
        ]), of: plan, target: USD("20"))
    let page = sweep.page(from: origin)
    #expect(missing(sweep.text(on: Screen(width: 400)), in: page) == [])
    #expect(page.contains("the rules would be faulty"))
    try expectSound(page)
    let number = try #require(plan.adjustableNumbers.first)
    let steps = SensitivityReport(
      Sensitivity(
        base: bill, numbers: [try NumberSensitivity(number, from: bill, down: nil, up: bill)]),
      of: plan)
    #expect(missing(steps.text(on: Screen(width: 400)), in: steps.page(from: origin)) == [])
    try expectSound(steps.page(from: origin))
  }

  /// The words of a text with a digit in them that a page does not have.
  private func missing(_ text: String, in page: String) -> [String] {
    let shown = plain(page)
    let words = text.split(whereSeparator: { " \n(),".contains($0) }).map(String.init)
      .filter { $0.contains(where: \.isNumber) }
    #expect(words.count > 5)
    return words.filter { !shown.contains($0) }
  }

  /// What a reader sees.
  private func plain(_ page: String) -> String {
    page.replacing(/<style>[^<]*<\/style>/, with: "").replacing(/<[^>]*>/, with: "")
      .replacing("&#39;", with: "'").replacing("&quot;", with: "\"").replacing("&lt;", with: "<")
      .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
  }
}

@Suite("A page is safe whatever the names are")
struct PageSafetyTests {
  private static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x", "&lt;b&gt;",
    "a\u{0}b\u{1B}[31m", "\u{202E}gnp.exe", "</style><style>*{display:none}", "]]>--><!--",
    "\u{FFFE}\u{61C}x", String(repeating: "x", count: 10_000),
    "e" + String(repeating: "\u{301}", count: 10_000), "line\r\nbreak\u{2028}y",
  ]

  @Test("text is text, and attributes are attributes", arguments: hostile)
  func escaping(_ name: String) throws {
    let part = HTML.tag(
      .div, name, [.title: name, .ariaLabel: name], [.text(name), .name(name), .tag(.p, name, "x")])
    try expectSound(Page(title: name, kind: name, heading: [.name(name)], parts: [part]).text)
  }

  @Test("in a comparison with such groups, names, settings and gates", arguments: hostile)
  func comparison(_ name: String) throws {
    let report = try ExampleComparison.report(naming: name)
    let page = report.page(from: PageOrigin(rows: name, program: name))
    try expectSound(page)
    #expect(page.utf8.count < 200_000)
  }

  @Test("what is too long is cut, and marks that pile up with it")
  func cutting() {
    #expect(cut("short", to: 10) == "short")
    #expect(cut(String(repeating: "x", count: 11), to: 10) == "xxxxxxxxx…")
    #expect(
      cut("e" + String(repeating: "\u{301}", count: 10_000), to: 10).unicodeScalars.count <= 42)
    #expect(cut("車両車両", to: 5) == "車両…")
  }

  @Test("what reads from the right stays within its place")
  func direction() {
    #expect(HTML.name("שלום").written == "<bdi>שלום</bdi>")
    #expect(HTML.name("\u{202E}a").written == "<bdi>\u{FFFD}a</bdi>")
  }
}

@Suite("A page can be read by everybody")
struct PageReadingTests {
  @Test(
    "text has a contrast of 4.5 to 1, and what is drawn of 3 to 1, on light and on dark",
    arguments: [true, false])
  func contrast(isDark: Bool) throws {
    let colors = try colors(isDark: isDark)
    func ratio(_ one: String, _ other: String) throws -> Double {
      let (a, b) = (try #require(colors[one]), try #require(colors[other]))
      return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }
    for ink in ["ink", "muted", "accent", "dearer", "cheaper", "alert"] {
      #expect(try ratio(ink, "page") >= 4.5, "\(ink)")
    }
    for ink in ["ink", "muted"] { #expect(try ratio(ink, "box") >= 4.5, "\(ink)") }
    for level in (1...4).flatMap({ ["up\($0)", "down\($0)"] }) + ["same"] {
      #expect(try ratio("heat", level) >= 4.5, "\(level)")
      #expect(try ratio("accent", level) >= 3, "\(level): a star is one of several signs")
    }
    for drawn in (0...8).map({ "s\($0)" }) + ["low", "expected", "high"] {
      #expect(try ratio(drawn, "page") >= 3, "\(drawn)")
    }
    #expect(try ratio("low", "expected") >= 1.9)
  }

  /// The relative luminance of each colour, as WCAG 2.2 defines it.
  private func colors(isDark: Bool) throws -> [String: Double] {
    let sheet = Page.styleSheet.description
    let blocks = sheet.matches(of: /:root \{([^}]*)\}/).map { String($0.1) }
    try #require(blocks.count == 2)
    var found: [String: Double] = [:]
    for match in blocks[isDark ? 1 : 0].matches(of: /--(\w+): #([0-9a-f]{6})/) {
      let value = try #require(Int(match.2, radix: 16))
      let parts = [value >> 16, value >> 8 & 0xFF, value & 0xFF].map { part -> Double in
        let share = Double(part) / 255
        return share <= 0.04045 ? share / 12.92 : power((share + 0.055) / 1.055)
      }
      found[String(match.1)] = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    return found
  }

  /// `base` to the power of 2.4, as the fifth root of its twelfth power.
  private func power(_ base: Double) -> Double {
    let twelfth = (0..<12).reduce(1.0) { product, _ in product * base }
    var root = base
    for _ in 0..<200 {
      let fourth = root * root * root * root
      root -= (fourth * root - twelfth) / max(5 * fourth, 1e-300)
    }
    return root
  }

  @Test("drawings are named, tables have headers, and nothing is told by colour alone")
  func structure() throws {
    let plan = try ExamplePlan.load()
    let page = try simulate(plan, over: ExamplePlan.vectors(of: plan)).page(for: plan, from: origin)
    for svg in page.matches(of: /<svg[^>]*>/) {
      #expect(
        svg.0.contains("aria-hidden=\"true\"")
          || (svg.0.contains("role=\"img\"") && svg.0.contains("aria-labelledby=")), "\(svg.0)")
    }
    #expect(
      page.contains("<title id=\"scores-title\">") && page.contains("<desc id=\"scores-text\">"))
    let tables = page.matches(of: /<table>[\s\S]*?<\/table>/)
    #expect(tables.count >= 6)
    for table in tables {
      #expect(table.0.contains("<caption>") && table.0.contains("scope=\"col\""))
      #expect(table.0.contains("scope=\"row\""))
    }
    for label in ["10 identify.infer", "30 identify.guided", "60 identify.confirm"] {
      #expect(page.contains(">\(label)</text>"), "\(label)")
    }
  }
}

/// Every element is closed where it was opened, and nothing can run or be fetched.
private func expectSound(_ page: String) throws {
  var open: [String] = []
  let body = page.replacing(/<style>[^<]*<\/style>/, with: "")
  for match in body.matches(of: /<(\/?)([a-zA-Z0-9]+)((?: [a-z0-9-]+="[^"<>]*")*)>/) {
    let name = String(match.2)
    if match.1 == "/" {
      #expect(open.popLast() == name)
    } else if !["meta", "br"].contains(name) {
      open.append(name)
    }
    for attribute in match.3.matches(of: /\ ([a-z0-9-]+)="/) {
      #expect(!attribute.1.hasPrefix("on"))
      #expect(!["href", "src", "style", "action", "data"].contains(attribute.1), "\(match.0)")
    }
    #expect(!["script", "img", "link", "iframe", "object", "a", "form", "base"].contains(name))
  }
  #expect(open == [])
  let rest = body.replacing(/<(\/?)([a-zA-Z0-9]+)((?: [a-z0-9-]+="[^"<>]*")*)>/, with: "")
    .replacing("<!DOCTYPE html>", with: "")
  #expect(!rest.contains("<") && !rest.contains(">"))
  #expect(rest.replacing(/&(amp|lt|gt|quot|#39);/, with: "").contains("&") == false)
  #expect(!page.contains("@import") && !page.contains("url("))
  for scalar in page.unicodeScalars where scalar != "\n" {
    let isHarmful =
      scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || (0x200E...0x200F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
      || (0x2066...0x2069).contains(scalar.value) || scalar.value == 0x61C
      || scalar.value & 0xFFFE == 0xFFFE
    #expect(!isHarmful, "\(scalar.value)")
  }
}
