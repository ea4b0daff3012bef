package import Diagnostics

/// The files that a plan was compiled from, as `RoutingPlan.sources` lists them and as the database
/// or a saved plan keeps them: the rule file, its price book, and its prompts.
package struct RecordedSources: SourceTree {
  private let files: [SourceText]

  /// - Parameter files: The rule file first, then the price book, then what prompts are made of.
  package init(_ files: [SourceText]) {
    self.files = files
  }

  /// The path of the rule file; nil where nothing was recorded.
  package var rules: String? { files.first?.name }

  package func text(at path: String, into diagnostics: inout DiagnosticList) -> SourceText? {
    if let file = files.first(where: { $0.name == path }) { return file }
    diagnostics.add(
      Diagnostic("file-unreadable", "'\(path)' is not among the files that were recorded", at: nil))
    return nil
  }

  package func files(in folder: String) -> [String] {
    prompts.filter { Self.folder(of: $0.name) == folder }
      .map { String($0.name.dropFirst(folder.isEmpty ? 0 : folder.count + 1)) }
  }

  /// The price book may have had any name and have lain anywhere, and so may the prompts: they are
  /// known by their place among the files.
  package func nearest(_ name: String, above path: String) -> String? {
    name == priceBookName
      ? files.dropFirst().first?.name : prompts.first.map { Self.folder(of: $0.name) }
  }

  private var prompts: ArraySlice<SourceText> { files.dropFirst(2) }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }
}
