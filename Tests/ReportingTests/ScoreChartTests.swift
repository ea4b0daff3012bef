import Planning
import Testing

@testable import Reporting
@testable import Simulation

@Suite("Scores are shown as a histogram")
struct ScoreChartTests {
  private func count(_ score: Int64, _ subjects: Int) -> ScoreCount {
    ScoreCount(score: score, subjects: subjects)
  }

  @Test("few scores have a row each, and thresholds a line")
  func rows() {
    let chart = ScoreChart(
      [count(8, 200), count(20, 1_873), count(40, 100), count(60, 34)],
      thresholds: [
        ScoreThreshold(score: 10, stage: "identify", tier: "infer"),
        ScoreThreshold(score: 30, stage: "identify", tier: "guided"),
        ScoreThreshold(score: 60, stage: "identify", tier: "confirm"),
      ])
    #expect(
      chart.text(on: Screen(width: 40)) == """
        score  subjects
            8       200  ██▌
        ─────  from 10 identify.infer
           20     1,873  ███████████████████████
        ─────  from 30 identify.guided
           40       100  █▎
        ─────  from 60 identify.confirm
           60        34  ▍

        """)
  }

  @Test("sixty scores fit on a screen, and no bucket reaches across a threshold")
  func longTails() {
    let scores = (0..<60).map { count($0 * 3, 1) }
    let grouped = buckets(scores, thresholds: [10, 31], atMost: 16)
    #expect(grouped.count <= 16)
    #expect(grouped.reduce(0) { $0 + $1.subjects } == 60)
    for bucket in grouped {
      for threshold: Int64 in [10, 31] {
        #expect(bucket.scores.upperBound < threshold || bucket.scores.lowerBound >= threshold)
      }
    }
  }

  @Test("the lowest and the highest score there are do not overflow")
  func extremes() {
    let scores = [Int64.min, -7, -1, 0, 5, .max].map { count($0, 1) }
    let grouped = buckets(scores, thresholds: [.min, 0, .max], atMost: 2)
    #expect(grouped.reduce(0) { $0 + $1.subjects } == 6)
  }

  @Test(
    "whatever is not zero has a bar",
    arguments: [(0, ""), (1, "▏"), (500, "█████"), (1000, "██████████")])
  func bars(subjects: Int, drawn: String) {
    #expect(ScoreChart.bar(subjects, of: 1000, cells: 10) == drawn)
  }
}
