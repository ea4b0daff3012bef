/// What goes wrong with the mock's batches, for tests of what a client makes of it.
package struct BatchFaults: Sendable, Hashable {
  /// So many uploads succeed at first, and all others fail, with 500; nil where all succeed.
  package var goodUploads: Int?
  /// So many creations are refused at first, with 400.
  package var refusedCreations = 0
  /// So many looks at each batch find nothing at first, with 404.
  package var hiddenLooks = 0
  /// So many downloads of each file find nothing at first, with 404.
  package var hiddenDownloads = 0
  /// So many looks at each batch that has ended find no file of results at first.
  package var namelessLooks = 0
  /// So many downloads of each file bring half of its bytes at first.
  package var halfDownloads = 0
  /// So many batches at first have every line refused, with 429.
  package var busyBatches = 0
  /// Whether lines that failed stand among the answers, and not in a file of their own.
  package var mixesFiles = false
  /// Whether a batch ends as `failed` once it is worked off, with the results that it has.
  package var endsFailed = false

  package init() {}
}

/// How often each thing was asked for.
struct LookCounter {
  private var counts: [String: Int] = [:]

  /// Counts one more; true while these are the first `most`.
  mutating func isAmongFirst(_ most: Int, of name: String) -> Bool {
    counts[name, default: 0] += 1
    return counts[name, default: 0] <= most
  }
}
