import Foundation
import Testing

@testable import Reporting

@Suite("CSV is as RFC 4180 has it, and safe to open")
struct CSVTests {
  @Test("lines end with CR LF, and what would break a line is quoted")
  func quoting() {
    #expect(
      csvLine(["a", "b,c", "say \"so\"", "two\nlines", "", nil]) == """
        a,"b,c","say ""so""\","two
        lines","",\r

        """)
  }

  @Test(
    "what a spreadsheet would take for a formula gets an apostrophe in front",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1+1", "'-1+1"), ("@SUM(A1)", "'@SUM(A1)"),
      ("\t=1", "\"'\t=1\""), ("\r=1", "\"'\r=1\""), ("\n=1", "\"'\n=1\""),
      ("\r\n=1", "\"'\r\n=1\""), ("＝1", "'＝1"), ("-", "'-"), ("-1.", "'-1."), ("-1e5", "'-1e5"),
      ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
      ("-\u{301}1", "'-\u{301}1"),
    ])
  func formulas(field: String, written: String) {
    #expect(csvLine([field]) == written + "\r\n")
  }

  @Test("numbers stay numbers", arguments: ["-1.25", "-3", "0", "12.10811", "1647.1", "-0.000001"])
  func numbers(field: String) {
    #expect(csvLine([field]) == field + "\r\n")
  }

  @Test("what is given comes back", arguments: ["a;b", "a\tb", "\"", "\"\"", ",", "é\r\nx", " = "])
  func roundTrip(field: String) {
    let line = csvLine([field, "next"])
    #expect(
      line == "\"" + field.replacing("\"", with: "\"\"") + "\",next\r\n"
        || line == "\(field),next\r\n")
  }
}

@Suite("One table is told in every form")
struct TableFormTests {
  private var table: Table {
    var table = Table([
      .text("stage", key: "stage"), .text("", name: "tier"),
      .number("low", group: "cost", key: "cost_low"), .number("high", group: "cost"),
      .data("source"),
    ])
    table.add([
      "sort|<b>", "=1", .init("$1.00", isStarred: true, datum: "1"), "$2.00", .data("given"),
    ])
    table.add([.init("", datum: "sort"), "b", .init("–", datum: nil)])
    table.addRule()
    table.add(["total", "", "$3.00"], .bold)
    return table
  }

  @Test("as Markdown, with names over every column and nothing taken for markup")
  func markdown() {
    #expect(
      table.markdown == #"""
        | stage | tier | cost, low | cost, high | source |
        | --- | --- | ---: | ---: | --- |
        | sort\|\<b> | =1 | $1.00\* | $2.00 |  |
        |  | b | – |  |  |
        | **total** |  | **$3.00** |  |  |
        """#)
  }

  @Test("as CSV, with the columns that have a key, and figures as they are")
  func csv() {
    #expect(table.csv == "stage,cost_low,source\r\nsort|<b>,1,given\r\nsort,,\r\ntotal,$3.00,\r\n")
  }

  @Test("as HTML, with headers of columns, groups and rows")
  func html() {
    #expect(
      table.html("What it costs").written == #"""
        <div class="scroll short" role="region" tabindex="0" aria-label="What it costs">
        <table>
        <caption>What it costs</caption>
        <thead>
        <tr><td></td>
        <td></td>
        <th class="group" scope="colgroup" colspan="2"><bdi>cost</bdi></th>
        <td></td>
        </tr>
        <tr><th scope="col"><bdi>stage</bdi></th>
        <th scope="col"><bdi>tier</bdi></th>
        <th class="n" scope="col"><bdi>low</bdi></th>
        <th class="n" scope="col"><bdi>high</bdi></th>
        <th scope="col"><bdi>source</bdi></th>
        </tr>
        </thead>
        <tbody>
        <tr><td>sort|&lt;b&gt;</td>
        <th scope="row">=1</th>
        <td class="n">$1.00<abbr class="star" title="rests on an assumption: see what the figures rest on">*</abbr></td>
        <td class="n">$2.00</td>
        <td></td>
        </tr>
        <tr><td></td>
        <th scope="row">b</th>
        <td class="n">–<span class="star"></span></td>
        <td class="n"></td>
        <td></td>
        </tr>
        <tr class="total sum"><th scope="row">total</th>
        <td></td>
        <td class="n">$3.00<span class="star"></span></td>
        <td class="n"></td>
        <td></td>
        </tr>
        </tbody>
        </table>
        </div>

        """#)
  }
}
