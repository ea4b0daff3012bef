package import Diagnostics
import Rules
package import YAML

extension Document {
  /// The document with each setting's value in its place, in their order; nil, and a report, where
  /// a path leads nowhere.
  package func setting(
    _ settings: [Setting], into diagnostics: inout DiagnosticList
  ) -> Document? {
    var document = self
    var isWhole = true
    for setting in settings {
      var change = SettingChange(setting: setting, document: self)
      if let root = change.node(document.root, setting.path[...], RuleSet.fileDescription) {
        document = Document(source: source, root: root)
      } else {
        isWhole = false
      }
      diagnostics.add(contentsOf: change.faults)
    }
    return isWhole ? document : nil
  }
}

/// One setting on its way down a document.
private struct SettingChange {
  let setting: Setting
  let document: Document
  var faults: [Diagnostic] = []

  /// `node` with the value at the end of `path`; nil, and a fault, where the path leads nowhere.
  ///
  /// - Parameter shape: What a rule file may have there; keys that it knows need not be written.
  mutating func node(
    _ node: Node, _ path: ArraySlice<LocatedText>, _ shape: ShapeDescription?
  ) -> Node? {
    guard let key = path.first else { return setting.value }
    let rest = path.dropFirst()
    switch node.content {
    case .mapping(let mapping):
      return with(key, rest, in: mapping, at: node.range, shape)
    case .sequence(let items):
      guard let index = Int(key.value), items.indices.contains(index) else {
        return fault(
          "\(before(key)) is a list of \(items.count), counted from 0", at: key, help: nil)
      }
      var items = items
      guard let item = self.node(items[index], rest, shape?.item) else { return nil }
      items[index] = item
      return Node(range: node.range, content: .sequence(items))
    case .scalar where node.isNull && !(shape?.fields.isEmpty ?? true):
      return with(key, rest, in: Mapping(entries: [], range: node.range), at: node.range, shape)
    case .scalar:
      return fault(
        "\(before(key)) is \(node.summary), and nothing stands below it", at: key,
        help: path.count == 1
          ? "set it as a whole: --set '\(keys(before: key).joined(separator: "."))={ \(key.value): … }'"
          : nil)
    }
  }

  private mutating func with(
    _ key: LocatedText, _ rest: ArraySlice<LocatedText>, in mapping: Mapping,
    at range: SourceRange, _ shape: ShapeDescription?
  ) -> Node? {
    var entries = mapping.entries
    if let index = entries.firstIndex(where: { $0.key.value == key.value }) {
      guard let value = node(entries[index].value, rest, shape?.value(under: key.value)) else {
        return nil
      }
      entries[index] = .init(key: entries[index].key, value: value)
    } else {
      let known = entries.map(\.key.value) + (shape?.fields ?? [])
      let near = nearestName(to: key.value, in: known)
      let isField = shape?.fields.contains(key.value) ?? false
      // A new entry under a name of its own is whole: there is nothing to change a part of.
      let isEntry = shape?.isOpen ?? false && rest.isEmpty && near == nil
      guard isField || isEntry else { return unknown(key, near: near) }
      guard let value = fresh(rest, shape?.value(under: key.value)) else { return nil }
      entries.append(.init(key: key, value: value))
    }
    return Node(
      range: range, content: .mapping(Mapping(entries: entries, range: mapping.range)))
  }

  /// The value below keys that are not written yet; nil, and a fault, where a rule file has no such
  /// keys.
  private mutating func fresh(
    _ path: ArraySlice<LocatedText>, _ shape: ShapeDescription?
  ) -> Node? {
    guard let key = path.first else { return setting.value }
    let known = shape?.fields ?? []
    guard known.contains(key.value) else {
      return unknown(key, near: nearestName(to: key.value, in: known))
    }
    guard let value = fresh(path.dropFirst(), shape?.value(under: key.value)) else { return nil }
    let mapping = Mapping(entries: [.init(key: key, value: value)], range: key.range)
    return Node(range: key.range, content: .mapping(mapping))
  }

  // MARK: Faults

  private mutating func unknown(_ key: LocatedText, near: String?) -> Node? {
    fault("the rules have no '\(key.value)' \(place(before: key))", at: key, near: near)
  }

  private mutating func fault(_ message: String, at key: LocatedText, near: String?) -> Node? {
    let corrected = near.map { near in
      setting.path.map { $0.range == key.range ? near : $0.value }.joined(separator: ".")
    }
    let other = corrected ?? document.path(near: setting.path.map(\.value))
    return fault(message, at: key, help: other.map { "did you mean '\($0)'?" })
  }

  private mutating func fault(_ message: String, at key: LocatedText, help: String?) -> Node? {
    faults.append(Diagnostic("unknown-path", message, at: key.range, help: help))
    return nil
  }

  private func keys(before key: LocatedText) -> [String] {
    setting.path.prefix { $0.range != key.range }.map(\.value)
  }

  private func before(_ key: LocatedText) -> String {
    "'\(keys(before: key).joined(separator: "."))'"
  }

  private func place(before key: LocatedText) -> String {
    keys(before: key).isEmpty ? "at the top" : "under \(before(key))"
  }
}

extension ShapeDescription {
  /// The keys that a file may have here, of every kind that there is.
  fileprivate var fields: [String] {
    switch form {
    case .mapping(let fields): fields.map(\.name)
    case .either(let kinds): kinds.flatMap(\.fields)
    case .defined(_, let shape): shape.fields
    default: []
    }
  }

  /// Whether authors choose the keys.
  fileprivate var isOpen: Bool {
    switch form {
    case .entries: true
    case .either(let kinds): kinds.contains(where: \.isOpen)
    case .defined(_, let shape): shape.isOpen
    default: false
    }
  }

  fileprivate func value(under key: String) -> ShapeDescription? {
    switch form {
    case .mapping(let fields): return fields.first { $0.name == key }?.value
    case .entries(let value, _, _): return value
    case .defined(_, let shape): return shape.value(under: key)
    case .either(let kinds):
      let values = kinds.compactMap { $0.value(under: key) }
      return values.count > 1 ? ShapeDescription("", .either(values)) : values.first
    default: return nil
    }
  }

  fileprivate var item: ShapeDescription? {
    switch form {
    case .list(let item, _): item
    case .either(let kinds): kinds.lazy.compactMap(\.item).first
    case .defined(_, let shape): shape.item
    default: nil
    }
  }
}
