import Simulation

/// Neighbouring scores that share a row of the histogram.
struct ScoreBucket: Equatable {
  /// The lowest and the highest score that any subject in it has.
  let scores: ClosedRange<Int64>
  let subjects: Int
}

/// Groups scores so that they fit on a screen: into steps of 1, 2, 5, 10 and so on that never reach
/// across a threshold, the narrowest that give at most `rows` buckets.
func buckets(_ scores: [ScoreCount], thresholds: [Int64], atMost rows: Int) -> [ScoreBucket] {
  var buckets: [ScoreBucket] = []
  for step in bucketSteps {
    buckets = grouped(scores, thresholds: thresholds, by: step)
    if buckets.count <= rows { break }
  }
  return buckets
}

/// 1, 2, 5, 10, … up to what any difference of two scores fits into.
let bucketSteps: [Int64] = {
  var steps: [Int64] = []
  var ten: Int64 = 1
  for _ in 0...17 {
    steps += [ten, ten * 2, ten * 5]
    ten *= 10
  }
  return steps + [.max]
}()

func grouped(
  _ scores: [ScoreCount], thresholds: [Int64], by step: Int64
) -> [ScoreBucket] {
  var buckets: [ScoreBucket] = []
  var last: Place?
  for count in scores {
    let place = Place(count.score, thresholds: thresholds, step: step)
    if place == last, let open = buckets.popLast() {
      buckets.append(
        ScoreBucket(
          scores: open.scores.lowerBound...max(open.scores.upperBound, count.score),
          subjects: open.subjects + count.subjects))
    } else {
      buckets.append(ScoreBucket(scores: count.score...count.score, subjects: count.subjects))
    }
    last = place
  }
  return buckets
}

/// Which bucket a score belongs to.
private struct Place: Equatable {
  /// How many thresholds the score reaches.
  let segment: Int
  /// The step within the segment, rounded down.
  let step: Int64

  init(_ score: Int64, thresholds: [Int64], step: Int64) {
    segment = thresholds.count { $0 <= score }
    let (quotient, rest) = score.quotientAndRemainder(dividingBy: step)
    self.step = rest < 0 ? quotient - 1 : quotient
  }
}
