import Simulation

/// The places along a histogram of scores, lowest score first, all of the same width.
///
/// Neighbouring scores share a place, in steps of 1, 2, 5, 10 and so on, and none reaches across a
/// cut. Places that nobody is in are left empty. Only where that would press most scores together,
/// for one that is far away, long empty stretches are skipped.
struct ScoreAxis {
  enum Place: Equatable {
    /// Scores from the first up to the last, and how many subjects have them.
    case scores(ClosedRange<Int64>, subjects: Int)
    /// Nobody has these scores, the first of which is told.
    case empty(from: Int64)
    /// Nobody has scores here either, and there are more of them than are shown.
    case skipped
  }

  private(set) var places: [Place] = []
  /// For each place, how many cuts its scores have reached.
  private(set) var segments: [Int] = []
  /// For each cut, before which place it lies.
  private(set) var cutPlaces: [Int] = []

  private let cuts: [Int64]
  private let step: Int64
  /// How many places may be empty one after another; more are skipped.
  private let mostEmpty: Int

  /// - Parameter cuts: Scores at which a place has to begin, in any order.
  init(_ scores: [ScoreCount], cuts: [Int64], atMost most: Int = 48) {
    let cuts = Set(cuts).sorted()
    /// The axis of the narrowest steps that has room, or else of the fewest places.
    func narrowest(mostEmpty: Int, isEven: Bool) -> ScoreAxis? {
      var best: ScoreAxis?
      for step in bucketSteps {
        let next = ScoreAxis(scores, cuts: cuts, step: step, mostEmpty: mostEmpty)
        if isEven, next.places.contains(.skipped) || next.places.count > most { continue }
        if best.map({ next.places.count < $0.places.count }) ?? true { best = next }
        if next.places.count <= most { break }
      }
      return best
    }
    let skipping =
      narrowest(mostEmpty: 3, isEven: false)
      ?? ScoreAxis(scores, cuts: cuts, step: 1, mostEmpty: 3)
    let even = narrowest(mostEmpty: most, isEven: true)
    self = even.flatMap { $0.barCount * 2 > skipping.barCount ? $0 : nil } ?? skipping
  }

  private var barCount: Int {
    places.count { if case .scores = $0 { true } else { false } }
  }

  private init(_ scores: [ScoreCount], cuts: [Int64], step: Int64, mostEmpty: Int) {
    self.mostEmpty = mostEmpty
    self.cuts = cuts
    self.step = step
    let buckets = grouped(scores, thresholds: cuts, by: step)
    var rest = buckets[...]
    for segment in 0...cuts.count {
      let end = segment < cuts.count ? cuts[segment] : nil
      let own = rest.prefix { bucket in end.map { bucket.scores.lowerBound < $0 } ?? true }
      rest = rest.dropFirst(own.count)
      add(own, segment: segment)
      if segment < cuts.count { cutPlaces.append(places.count) }
    }
  }

  private mutating func add(_ buckets: ArraySlice<ScoreBucket>, segment: Int) {
    let isInner = segment > 0 && segment < cuts.count
    guard !buckets.isEmpty else {
      // Two cuts are told apart, though nobody is between them.
      if isInner {
        leave(from: index(of: cuts[segment - 1]), to: index(of: cuts[segment] - 1) + 1, segment)
      }
      return
    }
    var next = segment > 0 ? index(of: cuts[segment - 1]) : nil
    for bucket in buckets {
      let own = index(of: bucket.scores.lowerBound)
      if let next { leave(from: next, to: own, segment) }
      append(.scores(range(of: bucket, in: segment), subjects: bucket.subjects), segment)
      next = own == .max ? nil : own + 1
    }
    // What is below a cut, from the last score up to it.
    if segment < cuts.count, let next, cuts[segment] > .min {
      leave(from: next, to: index(of: cuts[segment] - 1) + 1, segment)
    }
  }

  private mutating func append(_ place: Place, _ segment: Int) {
    places.append(place)
    segments.append(segment)
  }

  /// Leaves out the places from one up to another.
  private mutating func leave(from start: Int64, to end: Int64, _ segment: Int) {
    guard start < end else { return }
    let (count, overflow) = end.subtractingReportingOverflow(start)
    guard !overflow, count <= mostEmpty else { return append(.skipped, segment) }
    for index in start..<end {
      let (first, overflow) = index.multipliedReportingOverflow(by: step)
      let floor = segment > 0 ? cuts[segment - 1] : .min
      append(overflow ? .skipped : .empty(from: max(first, floor)), segment)
    }
  }

  /// Which step a score is in, counted from 0, rounded down.
  private func index(of score: Int64) -> Int64 {
    let (quotient, rest) = score.quotientAndRemainder(dividingBy: step)
    return rest < 0 ? quotient - 1 : quotient
  }

  /// All scores of a step that lie in the segment, whether or not anybody has them.
  private func range(of bucket: ScoreBucket, in segment: Int) -> ClosedRange<Int64> {
    let (first, isBelow) = index(of: bucket.scores.lowerBound).multipliedReportingOverflow(by: step)
    let (last, isAbove) = first.addingReportingOverflow(step - 1)
    var low = isBelow ? bucket.scores.lowerBound : first
    var high = isBelow || isAbove ? bucket.scores.upperBound : last
    if segment > 0 { low = max(low, cuts[segment - 1]) }
    if segment < cuts.count, cuts[segment] > .min { high = min(high, cuts[segment] - 1) }
    return min(low, bucket.scores.lowerBound)...max(high, bucket.scores.upperBound)
  }
}
