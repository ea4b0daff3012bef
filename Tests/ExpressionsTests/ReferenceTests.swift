import Expressions
import Testing

@Suite("An expression tells which names it reads")
struct ReferenceTests {
  @Test(
    arguments: [
      ("score < 10", [["score"]]),
      (
        "organize.image_quality.sufficient_for_detail",
        [["organize", "image_quality", "sufficient_for_detail"]]
      ),
      ("organize['a'].b", [["organize", "a", "b"]]),
      ("organize.list[0].b", [["organize", "list"]]),
      ("has(a.b.c) && a.b.c > 1", [["a", "b", "c"], ["a", "b", "c"]]),
      ("title.contains(other)", [["title"], ["other"]]),
      ("xs.all(x, x.y > z && x == q.x)", [["xs"], ["z"], ["q", "x"]]),
      ("x.map(x, x) == x", [["x"], ["x"]]),
      ("[a, b].exists(a, .a == a)", [["a"], ["b"], ["a"]]),
      ("a[b.c].d", [["a"], ["b", "c"]]),
      ("1 + 2", []),
    ] as [(String, [[String]])])
  func references(_ text: String, _ paths: [[String]]) throws {
    #expect(try Expression(parsing: text).references.map(\.path) == paths)
  }

  @Test("with places, and a mark on the names of types")
  func places() throws {
    let references = try Expression(parsing: "'é' == a.b && type(c) == int").references
    #expect(references.map(\.offsets) == [7..<10, 19..<20, 25..<28])
    #expect(references.map(\.isTypeName) == [false, false, true])
  }
}
