import Diagnostics
package import Prompts

/// The folder of prompt files, read as they are named.
package final class PromptFolder {
  private let path: String?
  private let tree: any SourceTree
  private var read: [String: Prompt?] = [:]

  /// - Parameter path: The folder in `tree`; nil where none was found.
  package init(path: String?, in tree: any SourceTree = DiskTree()) {
    self.path = path
    self.tree = tree
  }

  /// The prompts that were found so far, by id.
  package var loaded: [Prompt] { read.values.compactMap(\.self).sorted { $0.id < $1.id } }

  /// The prompt that `reference` names, such as `organize.v1`. What is wrong with its file is
  /// reported once, however many calls name it.
  func prompt(_ reference: LocatedText, reporting diagnostics: inout DiagnosticList) -> Prompt? {
    let id = reference.value
    if let known = read[id] { return known }
    let prompt = load(id, named: reference, reporting: &diagnostics)
    // A prompt that is missing is said at every place that names it; one that is faulty once.
    if prompt != nil || exists(id) { read[id] = prompt }
    return prompt
  }

  private func load(
    _ id: String, named reference: LocatedText, reporting diagnostics: inout DiagnosticList
  ) -> Prompt? {
    guard exists(id), let path else {
      let near = nearestName(to: id, in: names)
      diagnostics.add(
        Diagnostic(
          .error, "unknown-prompt",
          path.map { "there is no prompt '\(id)' in \($0)" }
            ?? "there is no prompt '\(id)': no folder 'prompts' was found",
          at: reference.range,
          help: near.map { "did you mean '\($0)'?" } ?? "write it to prompts/\(id).yaml"))
      return nil
    }
    guard let source = tree.text(at: "\(path)/\(id).yaml", into: &diagnostics) else {
      return nil
    }
    return PromptReader.read(source, into: &diagnostics)
  }

  /// Ids are file names: nothing that could lead out of the folder.
  private func exists(_ id: String) -> Bool {
    names.contains(id)
  }

  private lazy var names: [String] = {
    guard let path else { return [] }
    return tree.files(in: path).filter { $0.hasSuffix(".yaml") }.map {
      String($0.dropLast(".yaml".count))
    }
    .sorted()
  }()
}
