/// The candidate that a misspelt name most likely means: the least Damerau-Levenshtein distance, at
/// most a third of the length of the longer of the two (and at least 1 is allowed); of equals the
/// first. Case and the choice between `_` and `-` cost nothing. A candidate that is the very name
/// is no suggestion.
package func nearestName(to name: String, in candidates: some Sequence<String>) -> String? {
  let wanted = folded(name)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates where candidate != name {
    let other = folded(candidate)
    let longest = max(wanted.count, other.count)
    // Names of two letters differ from one another by one letter as a rule; they are no hint.
    let allowed = longest < 3 ? 0 : max(1, longest / 3)
    let limit = min(allowed, best.map { $0.distance - 1 } ?? allowed)
    guard limit >= 0, abs(wanted.count - other.count) <= limit else { continue }
    let distance = editDistance(wanted, other)
    if distance <= limit { best = (candidate, distance) }
  }
  return best?.candidate
}

private func folded(_ name: String) -> [Character] {
  // A pasted paragraph in the place of a name is near to nothing, and must not cost its square.
  name.prefix(256).lowercased().map { $0 == "-" ? "_" : $0 }
}

/// Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, replacements and
/// swaps of neighbours.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      var cost = min(
        previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforePrevious[j - 1] + 1)
      }
      current.append(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.count]
}
