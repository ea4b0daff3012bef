import Expressions
import Planning

/// Subjects with the facts of v1, the same each time, hardly two of them alike.
struct MadeUpSubjects {
  private var spid: [Bool] = []
  private var manual: [Bool] = []
  private var receipts: [Int64] = []
  private var events: [Int64] = []
  private var tags: [Int64] = []
  private var analyzed: [Bool] = []

  init(rows: Int) {
    var state: UInt64 = 42
    func pick(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    for _ in 0..<rows {
      spid.append(pick(100) < 12)
      manual.append(pick(100) < 10)
      receipts.append(Int64(pick(40)))
      events.append(Int64(pick(200)))
      tags.append(Int64(pick(30)))
      analyzed.append(pick(100) < 8)
    }
  }

  /// In the order in which v1 names the facts.
  func batches(of size: Int) -> [SubjectColumns] {
    stride(from: 0, to: spid.count, by: size).map { start in
      let rows = start..<min(start + size, spid.count)
      return SubjectColumns(facts: [
        .bools(Array(spid[rows])), .bools(Array(manual[rows])), .ints(Array(receipts[rows])),
        .ints(Array(events[rows])), .ints(Array(tags[rows])), .bools(Array(analyzed[rows])),
      ])
    }
  }

  func knowledge(_ row: Int) -> SubjectKnowledge {
    SubjectKnowledge(facts: [
      .bool(spid[row]), .bool(manual[row]), .int(receipts[row]), .int(events[row]),
      .int(tags[row]), .bool(analyzed[row]),
    ])
  }

  var csv: String {
    var lines = ["has_spid,has_manual,receipts,timeline_events,user_tags,previously_analyzed"]
    for row in spid.indices {
      lines.append(
        "\(spid[row] ? 1 : 0),\(manual[row] ? 1 : 0),\(receipts[row]),\(events[row]),\(tags[row]),"
          + "\(analyzed[row] ? 1 : 0)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
