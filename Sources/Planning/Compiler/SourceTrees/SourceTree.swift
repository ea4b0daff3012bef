package import Diagnostics

/// Where rule files, price books and prompts are read from: the disk, a revision of a repository,
/// or what a database recorded.
package protocol SourceTree: Sendable {
  /// The text of the file at `path`. What keeps it from being read goes to `diagnostics`.
  func text(at path: String, into diagnostics: inout DiagnosticList) -> SourceText?

  /// The names of the files in a folder, in any order; none where there is no such folder.
  func files(in folder: String) -> [String]

  /// The path of the file or folder `name` that lies in the folder of `path`, or in the nearest
  /// folder above that has it.
  func nearest(_ name: String, above path: String) -> String?
}
