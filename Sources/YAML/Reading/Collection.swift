import Diagnostics

/// A node, and what it would add where an alias repeats it.
struct Branch {
  var node: Node
  var size = 1
  /// Collections inside one another; 0 for a scalar.
  var height = 0
  /// What stands here was reported, and the node only keeps its place.
  var isRefused = false
}

/// Where a node stands, itself without its anchor and tag; `style` is that of a scalar.
struct PlaceInSource {
  let offsets: Range<Int>
  let style: ScalarEvent.Style?
}

/// A sequence or mapping of which not all has been read.
struct Collection {
  enum Kind {
    case sequence, mapping

    func accepts(tag: String) -> Bool {
      switch self {
      case .sequence: tag == "!" || tag == "tag:yaml.org,2002:seq"
      case .mapping: tag == "!" || tag == "tag:yaml.org,2002:map"
      }
    }
  }

  /// What the next node of a mapping belongs to.
  private enum Pending {
    case nothing
    case value(LocatedText, PlaceInSource)
    /// The value of a key that was refused.
    case refused
  }

  let kind: Kind
  let isFlow: Bool
  let anchor: String?
  let start: Int
  /// Where the last node in it ends.
  private(set) var lastEnd: Int

  private var size = 1
  private var height = 0
  private var items: [Node] = []
  private var entries: [Mapping.Entry] = []
  private var keyIndices: [String: Int] = [:]
  private var pending = Pending.nothing
  private var isIncomplete = false

  init(kind: Kind, isFlow: Bool, anchor: String?, start: Int) {
    self.kind = kind
    self.isFlow = isFlow
    self.anchor = anchor
    self.start = start
    lastEnd = start
  }

  func branch(_ range: SourceRange) -> Branch {
    let content: Node.Content =
      switch kind {
      case .sequence: .sequence(items)
      case .mapping: .mapping(Mapping(entries: entries, isIncomplete: isIncomplete, range: range))
      }
    return Branch(node: Node(range: range, content: content), size: size, height: height + 1)
  }

  mutating func add(
    _ branch: Branch, _ place: PlaceInSource, scalars: SourceScalars,
    into diagnostics: inout DiagnosticList
  ) {
    size += branch.size
    height = max(height, branch.height)
    lastEnd = max(lastEnd, place.offsets.upperBound)
    guard kind == .mapping else {
      if !branch.isRefused { items.append(branch.node) }
      return
    }
    isIncomplete = isIncomplete || branch.isRefused
    switch pending {
    case .nothing:
      pending =
        branch.isRefused ? .refused : takeKey(branch.node, place, into: &diagnostics)
      if case .refused = pending { isIncomplete = true }
    case .value where branch.isRefused:
      pending = .nothing
    case .value(let key, let keyPlace):
      if isFlow, lacksColon(keyPlace, place, scalars) {
        diagnostics.add(.noValue(key, at: keyPlace.offsets.lowerBound, in: scalars))
      }
      addEntry(key, branch.node, into: &diagnostics)
      pending = .nothing
    case .refused:
      pending = .nothing
    }
  }

  private func takeKey(
    _ node: Node, _ place: PlaceInSource, into diagnostics: inout DiagnosticList
  ) -> Pending {
    guard case .scalar(let scalar) = node.content else {
      diagnostics.add(
        Diagnostic(
          "non-string-key", "a key is a name, not a list or a mapping", at: node.range,
          label: "this is taken for a key"))
      return .refused
    }
    if place.style == .plain, scalar.text.value == "<<" {
      diagnostics.add(
        Diagnostic(
          "merge-key", "merge keys ('<<') are not supported", at: node.range,
          label: "YAML 1.2 has none", help: "write the keys out, or quote '<<' if it is a name"))
      return .refused
    }
    if let kind = scalar.resolved.nameOfNonString {
      let text = scalar.text.value
      diagnostics.add(
        Diagnostic(
          "non-string-key", text.isEmpty ? "a key is missing" : "the key '\(text)' is \(kind)",
          at: node.range, label: text.isEmpty ? "nothing stands before the ':'" : "not a string",
          help: text.isEmpty ? nil : "quote this: '\(text)'"))
    }
    return .value(scalar.text.at(node.range), place)
  }

  private mutating func addEntry(
    _ key: LocatedText, _ value: Node, into diagnostics: inout DiagnosticList
  ) {
    if let first = keyIndices[key.value] {
      diagnostics.add(
        Diagnostic(
          "duplicate-key", "the key '\(key.value)' stands here twice", at: key.range,
          label: "again here",
          also: [.init(range: entries[first].key.range, text: "'\(key.value)' is first set here")],
          help: "remove one of the two"))
      return
    }
    keyIndices[key.value] = entries.count
    entries.append(Mapping.Entry(key: key, value: value))
  }

  /// Whether a comma, and no colon, made this a key, as in `{ where: a in (1, 2) }`.
  private func lacksColon(
    _ key: PlaceInSource, _ value: PlaceInSource, _ scalars: SourceScalars
  ) -> Bool {
    guard value.style == .plain, value.offsets.isEmpty else { return false }
    var offset = key.offsets.upperBound
    while let scalar = scalars[offset], scalar.isBlank || scalar.isBreak { offset += 1 }
    return scalars[offset] == "," || scalars[offset] == "}"
  }
}

extension Scalar.Resolved {
  fileprivate var nameOfNonString: String? {
    switch self {
    case .string: nil
    case .null: "null"
    case .bool: "a bool"
    case .int, .float: "a number"
    }
  }
}

extension LocatedText {
  /// The same text where an alias repeats it.
  fileprivate func at(_ range: SourceRange) -> LocatedText {
    range == self.range ? self : LocatedText(value: value, range: range)
  }
}

extension Diagnostic {
  fileprivate static func noValue(
    _ key: LocatedText, at offset: Int, in scalars: SourceScalars
  ) -> Diagnostic {
    Diagnostic(
      "yaml-syntax", "'\(key.value)' stands where a key stands, and has no value", at: key.range,
      label: "a ',' before this ended the value before it",
      help: scalars.quoteHint(at: offset) ?? "write '\(key.value): …'")
  }
}
