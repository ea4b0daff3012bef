import ArgumentParser
import Diagnostics
import Planning
import YAML

/// What is changed in the rules before they are compiled, to ask "what if".
struct SettingOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a value of the rules, such as score.orders.each=6; repeatable.",
      valueName: "path=value"),
    completion: settingCompletion)
  var texts: [String] = []

  /// The settings. What is wrong with them is told, and ends the command.
  func settings(_ console: Console) throws -> [Setting] {
    try readSettings(texts, console)
  }
}

/// Reads settings. What is wrong with them is told, and ends the command.
func readSettings(_ texts: [String], _ console: Console) throws -> [Setting] {
  var diagnostics = DiagnosticList()
  let settings = texts.compactMap { Setting.read($0, into: &diagnostics) }
  console.report(diagnostics.diagnostics)
  if diagnostics.hasErrors { throw ExitStatus.usage }
  return settings
}

/// The paths of the last rule file among the arguments, each with its value as it stands.
let settingCompletion = CompletionKind.custom { words, _, prefix in
  let files = words.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
  var ignored = DiagnosticList()
  guard let file = files.last, let document = YAMLReader.load(path: file, into: &ignored) else {
    return []
  }
  return document.settablePaths.map { $0 + "=" }.filter { $0.hasPrefix(prefix) }
}
