import Diagnostics
import JSON
import Prompts
import Rules
import YAML

/// The places where the rule files of two plans differ, with what is set in them.
func ruleFileChanges(from old: RoutingPlan, to new: RoutingPlan) -> [RuleChange] {
  // What a version is called and what people are told change neither decisions nor costs.
  let untold: Set<String> = ["ruleset", "version", "summary", "advice"]
  return nodeChanges(from: old.rulesRoot, to: new.rulesRoot, at: [])
    .filter { !untold.contains(String($0.path.prefix { $0 != "." })) }
}

/// Where prompts of the same name and version differ. Other names show in the rule files.
func promptChanges(from old: RoutingPlan, to new: RoutingPlan) -> [RuleChange] {
  let (before, after) = (old.prompts, new.prompts)
  return after.keys.sorted().flatMap { id -> [RuleChange] in
    guard let was = before[id], let now = after[id],
      was.canonical.canonical() != now.canonical.canonical()
    else { return [] }
    let asked: Set<String> = ["detail", "max_output_tokens", "template", "answer"]
    let path = ["prompts", id]
    let changes = nodeChanges(from: root(of: was.source), to: root(of: now.source), at: path)
      .filter { change in
        let key = change.path.dropFirst("prompts.\(id).".count).prefix { $0 != "." }
        return asked.contains(String(key))
      }
    guard changes.isEmpty else { return changes }
    // The difference lies in what the template puts in.
    return [
      RuleChange(
        path: "prompts.\(id).template", old: was.canonical["template"]?.string,
        new: now.canonical["template"]?.string)
    ]
  }
}

/// Where price books differ, as far as the plans' calls and baselines are concerned.
func priceChanges(from old: RoutingPlan, to new: RoutingPlan) -> [RuleChange] {
  let (before, after) = (old.bookRoot?.mapping, new.bookRoot?.mapping)
  let shared = old.models.intersection(new.models).sorted().flatMap { model in
    nodeChanges(
      from: before?["models"]?.mapping?[model], to: after?["models"]?.mapping?[model],
      at: ["models", model])
  }
  let providers = old.providers.intersection(new.providers).sorted().flatMap { provider in
    nodeChanges(
      from: before?["providers"]?.mapping?[provider]?.mapping?["metered"],
      to: after?["providers"]?.mapping?[provider]?.mapping?["metered"],
      at: ["providers", provider, "metered"])
  }
  return shared + providers
}

extension RoutingPlan {
  /// The rule file as it was compiled: with what is set in it.
  fileprivate var rulesRoot: Node? {
    guard let source = sources.first else { return nil }
    var ignored = DiagnosticList()
    return YAMLReader.read(source, into: &ignored)?.setting(settings, into: &ignored)?.root
  }

  fileprivate var bookRoot: Node? { sources.dropFirst().first.flatMap { root(of: $0) } }

  fileprivate var calls: [PlannedCall] { stages.flatMap { $0.tiers.map(\.call) } }

  fileprivate var prompts: [String: Prompt] {
    Dictionary(calls.map { ($0.prompt.id, $0.prompt) }, uniquingKeysWith: { first, _ in first })
  }

  fileprivate var models: Set<String> {
    Set(calls.map(\.model) + (baseline.map { [$0.model.value] } ?? []))
  }

  fileprivate var providers: Set<String> { Set(calls.map(\.provider.name)) }
}

private func root(of source: SourceText) -> Node? {
  var ignored = DiagnosticList()
  return YAMLReader.read(source, into: &ignored)?.root
}
