import Money
import Planning

/// The rows of a profile as two plans see them, those put together that either plan decides alike:
/// however many the facts are, there are few ways to decide.
///
/// - Parameter vectors: Row by row; nil where a plan leaves the subjects out.
/// - Throws: `MoneyOverflow` where there are more subjects than a number holds.
func rowsDecidedAlike(
  _ vectors: Versions<[FactVector?]>, by plans: Versions<RoutingPlan>
) throws(MoneyOverflow) -> [Versions<FactVector?>] {
  let classes = Versions(
    old: decisionClasses(of: vectors.old, by: plans.old),
    new: decisionClasses(of: vectors.new, by: plans.new))
  var places: [Pair: Int] = [:]
  var alike: [Versions<FactVector?>] = []
  for (row, (before, after)) in zip(vectors.old, vectors.new).enumerated() {
    guard before != nil || after != nil else { continue }
    let pair = Pair(old: classes.old[row], new: classes.new[row])
    guard let place = places[pair] else {
      places[pair] = alike.count
      alike.append(Versions(old: before, new: after))
      continue
    }
    let known = alike[place]
    alike[place] = Versions(
      old: try known.old?.adding(before), new: try known.new?.adding(after))
  }
  return alike
}

/// The classes of one row; nil where a plan leaves it out.
private struct Pair: Hashable {
  let old: Int?
  let new: Int?
}

private func decisionClasses(of vectors: [FactVector?], by plan: RoutingPlan) -> [Int?] {
  var classes = DecisionClasses(of: plan)
  var taken = classes.classify(SubjectColumns(vectors.compactMap(\.self), of: plan)).makeIterator()
  return vectors.map { $0 == nil ? nil : taken.next() }
}

extension FactVector {
  /// The subjects of both.
  fileprivate func adding(_ other: FactVector?) throws(MoneyOverflow) -> FactVector {
    counted(try count.adding(other?.count ?? 0))
  }
}
