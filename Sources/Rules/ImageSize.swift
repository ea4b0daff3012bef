/// The size of an image in pixels, each side at least 1.
package struct ImageSize: Sendable, Hashable {
  package let width: Int64
  package let height: Int64

  /// The size that two numbers out of a database say; nil where one is missing or not positive.
  package init?(width: Int64?, height: Int64?) {
    guard let width, let height, width > 0, height > 0 else { return nil }
    self.width = width
    self.height = height
  }
}
