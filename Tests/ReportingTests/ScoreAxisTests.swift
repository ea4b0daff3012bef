import Testing

@testable import Reporting
@testable import Simulation

@Suite("Scores are laid out along an axis")
struct ScoreAxisTests {
  private func axis(_ scores: [Int64], cuts: [Int64] = [], atMost most: Int = 48) -> ScoreAxis {
    ScoreAxis(scores.map { ScoreCount(score: $0, subjects: 1) }, cuts: cuts, atMost: most)
  }

  @Test("few scores have a place each, and those that nobody has are left empty")
  func few() {
    #expect(
      axis([1, 2, 4]).places == [
        .scores(1...1, subjects: 1), .scores(2...2, subjects: 1), .empty(from: 3),
        .scores(4...4, subjects: 1),
      ])
  }

  @Test("a score that is far away does not press the others together")
  func outlier() {
    #expect(
      axis([1, 2, 4, 1_000_000]).places == [
        .scores(1...1, subjects: 1), .scores(2...2, subjects: 1), .empty(from: 3),
        .scores(4...4, subjects: 1), .skipped, .scores(1_000_000...1_000_000, subjects: 1),
      ])
  }

  @Test("a cut has a place to begin, though nobody is beyond it")
  func cuts() {
    let all = axis([20], cuts: [60, 10, 30])
    #expect(all.places.count == 25)
    #expect(all.places.dropFirst(5).first == .scores(20...21, subjects: 1))
    #expect(all.places.last == .empty(from: 58))
    #expect(all.cutPlaces == [0, 10, 25])
    #expect(all.segments == Array(repeating: 1, count: 10) + Array(repeating: 2, count: 15))
  }

  @Test("hundreds of scores share places, whole steps from the first score on")
  func many() {
    let all = axis((-150...350).map { $0 }, cuts: [7])
    #expect(all.places.count <= 48)
    #expect(all.places.first == .scores(-160 ... -141, subjects: 10))
    #expect(all.places.contains(.scores(0...6, subjects: 7)))
    #expect(all.places.contains(.scores(7...19, subjects: 13)))
  }

  private struct Scores: Sendable {
    let scores: [Int64]
    let cuts: [Int64]
  }

  private static let all: [Scores] = [
    Scores(scores: [.min, -1, 0, .max], cuts: [.min, 0, .max]),
    Scores(scores: [.min], cuts: [.max]),
    Scores(scores: [.max], cuts: [.min, .max]),
    Scores(scores: [.max - 1, .max], cuts: [.max]),
    Scores(scores: [], cuts: [1, 2]),
    Scores(scores: [5], cuts: []),
    Scores(scores: [-7, -6, 1_000_000_000], cuts: [-6]),
    Scores(scores: (0..<2_000).map { $0 * $0 }, cuts: [50, 51, 3_000_000]),
    Scores(scores: (0..<300).map { $0 * 7 - 900 }, cuts: (0..<200).map { $0 * 11 - 1_000 }),
  ]

  @Test(
    "whatever the scores and the cuts, everybody has a place, in order, on one side of each cut",
    arguments: all)
  private func whatever(_ given: Scores) {
    let (scores, cuts) = (given.scores, given.cuts)
    for most in [1, 10, 48] {
      let axis = axis(scores, cuts: cuts, atMost: most)
      var seen = 0
      var last: Int64?
      for (place, segment) in zip(axis.places, axis.segments) {
        guard case .scores(let range, let subjects) = place else { continue }
        seen += subjects
        if let last { #expect(range.lowerBound > last) }
        last = range.upperBound
        for bound in [range.lowerBound, range.upperBound] {
          #expect(Set(cuts).count { $0 <= bound } == segment)
        }
      }
      #expect(seen == scores.count)
      #expect(axis.cutPlaces == axis.cutPlaces.sorted())
      #expect(axis.cutPlaces.count == Set(cuts).count)
    }
  }
}
