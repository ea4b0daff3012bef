import Diagnostics
package import Prompts

/// The folder of prompt files, read as they are named: `organize.v1.yaml` for a prompt, and
/// `NAME.mustache` for a partial that templates put in with `{{> NAME}}`.
package final class PromptFolder {
  private let path: String?
  private let tree: any SourceTree
  private var read: [String: Prompt?] = [:]
  private var partials: [String: Partials.Reading] = [:]
  /// Faults of partials that were reported, whichever prompt put them in.
  private var reported: Set<Fault> = []

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
    var found = DiagnosticList()
    let prompt = PromptReader.read(
      source,
      partials: Partials(
        names: { self.partialNames }, read: { self.partial($0, reporting: &$1) }),
      into: &found)
    for fault in found.diagnostics where reported.insert(Fault(fault)).inserted {
      diagnostics.add(fault)
    }
    return prompt
  }

  private func partial(
    _ name: String, reporting diagnostics: inout DiagnosticList
  ) -> Partials.Reading {
    if let known = partials[name] { return known }
    guard let path, partialNames.contains(name) else { return .missing }
    let reading: Partials.Reading =
      tree.text(at: "\(path)/\(name)\(Self.partialSuffix)", into: &diagnostics)
      .map { .found($0) } ?? .unreadable
    partials[name] = reading
    return reading
  }

  /// What is wrong, and where, whatever else is shown with it.
  private struct Fault: Hashable {
    let code: String
    let message: String
    let place: SourceRange?

    init(_ diagnostic: Diagnostic) {
      code = diagnostic.code
      message = diagnostic.message
      place = diagnostic.labels.first?.range
    }
  }

  /// Ids are file names: nothing that could lead out of the folder.
  private func exists(_ id: String) -> Bool {
    names.contains(id)
  }

  private static let promptSuffix = ".yaml"
  private static let partialSuffix = ".mustache"

  private lazy var names = files(ending: Self.promptSuffix)
  private lazy var partialNames = files(ending: Self.partialSuffix)

  /// Names of files without their ending.
  private func files(ending suffix: String) -> [String] {
    guard let path else { return [] }
    return tree.files(in: path).filter { $0.hasSuffix(suffix) }
      .map { String($0.dropLast(suffix.count)) }.sorted()
  }
}
