import Diagnostics

/// Builds the tree out of events, with a stack of its own: how deeply a text is nested never
/// reaches the stack of the process.
struct TreeBuilder {
  let scalars: SourceScalars
  let limits: YAMLLimits
  private(set) var diagnostics = DiagnosticList()
  private(set) var isFinished = false

  private var stack: [Collection] = []
  private var anchors: [String: Anchor] = [:]
  private var aliasedNodes = 0
  private var root: Node?
  private var firstDocument: Range<Int>?

  init(scalars: SourceScalars, limits: YAMLLimits) {
    self.scalars = scalars
    self.limits = limits
  }

  private enum Anchor {
    /// Its node is not complete yet.
    case open(Range<Int>)
    case closed(Branch)
  }

  /// What was read; nil when a limit stopped the reading, or when there is nothing.
  var document: Document? {
    root.map { Document(source: scalars.source, root: $0) }
  }

  mutating func add(_ diagnostic: Diagnostic) { diagnostics.add(diagnostic) }

  mutating func take(_ event: Event) {
    switch event.kind {
    case .streamStart, .documentEnd: break
    case .documentStart: startDocument(event.offsets)
    case .streamEnd:
      if root == nil { addEmptyDocument() }
      isFinished = true
    case .alias(let name): takeAlias(name, event.offsets)
    case .scalar(let scalar): takeScalar(scalar, event.offsets)
    case .sequenceStart(let properties, let isFlow):
      open(.sequence, properties, isFlow: isFlow, event.offsets)
    case .mappingStart(let properties, let isFlow):
      open(.mapping, properties, isFlow: isFlow, event.offsets)
    case .sequenceEnd, .mappingEnd: close(event.offsets)
    }
    if !isFinished, diagnostics.diagnostics.count >= limits.maxFaults {
      stop(
        "more than \(limits.maxFaults) faults; what follows was not read",
        scalars.range(event.offsets))
    }
  }

  // MARK: - Documents

  private mutating func startDocument(_ offsets: Range<Int>) {
    guard let first = firstDocument else {
      firstDocument = offsets
      return
    }
    add(
      Diagnostic(
        "several-documents", "a file holds one document, and this one holds several",
        at: scalars.range(offsets), label: "a second document starts here",
        also: [.init(range: scalars.range(first.lowerBound..<first.lowerBound), text: "the first")],
        help: "put each document into a file of its own"))
    isFinished = true
  }

  private mutating func addEmptyDocument() {
    add(
      Diagnostic(
        "empty-document", "the file holds no YAML document", at: scalars.range(0..<0),
        label: "there is nothing here but blanks and comments"))
  }

  // MARK: - Nodes

  private mutating func takeScalar(_ event: ScalarEvent, _ offsets: Range<Int>) {
    let start =
      event.properties.isEmpty ? offsets.lowerBound : scalars.skipProperties(from: offsets)
    var reading = ScalarReading(scalars: scalars)
    let scalar = reading.read(event, all: offsets, own: start..<offsets.upperBound)
    diagnostics.add(contentsOf: reading.diagnostics)
    let branch = Branch(node: Node(range: scalar.text.range, content: .scalar(scalar)))
    if let anchor = event.properties.anchor { anchors[anchor] = .closed(branch) }
    place(branch, PlaceInSource(offsets: start..<offsets.upperBound, style: event.style))
  }

  private mutating func takeAlias(_ name: String, _ offsets: Range<Int>) {
    let range = scalars.range(offsets)
    switch anchors[name] {
    case nil:
      let near = anchors.count < 1_000 ? nearestName(to: name, in: anchors.keys.sorted()) : nil
      add(
        Diagnostic(
          "yaml-alias", "no anchor '&\(name)' stands before this alias", at: range,
          label: "not defined", help: near.map { "did you mean '*\($0)'?" },
          scalars.quoteHint(at: offsets.lowerBound)))
      place(.refused(range), PlaceInSource(offsets: offsets, style: nil))
    case .open(let anchor):
      add(
        Diagnostic(
          "yaml-alias", "'*\(name)' stands inside of what it stands for", at: range,
          label: "would repeat without end",
          also: [.init(range: scalars.range(anchor), text: "'&\(name)' starts here")]))
      place(.refused(range), PlaceInSource(offsets: offsets, style: nil))
    case .closed(let branch):
      aliasedNodes += branch.size
      guard aliasedNodes <= limits.maxAliasedNodes else {
        stop("aliases add more than \(limits.maxAliasedNodes) nodes to the document", range)
        return
      }
      guard stack.count + branch.height <= limits.maxDepth else {
        stop(depthMessage, range)
        return
      }
      var alias = branch
      alias.node = Node(range: range, content: branch.node.content)
      place(alias, PlaceInSource(offsets: offsets, style: nil))
    }
  }

  private var depthMessage: String { "more than \(limits.maxDepth) values inside one another" }

  private mutating func open(
    _ kind: Collection.Kind, _ properties: Event.Properties, isFlow: Bool, _ offsets: Range<Int>
  ) {
    guard stack.count < limits.maxDepth else {
      stop(depthMessage, scalars.range(offsets))
      return
    }
    if let tag = properties.tag, !kind.accepts(tag: tag) {
      add(.refusedTag(tag, at: offsets.lowerBound, in: scalars))
    }
    if let anchor = properties.anchor { anchors[anchor] = .open(offsets) }
    let start = properties.isEmpty ? offsets.lowerBound : scalars.skipProperties(from: offsets)
    stack.append(
      Collection(kind: kind, isFlow: isFlow, anchor: properties.anchor, start: start))
  }

  private mutating func close(_ offsets: Range<Int>) {
    guard let collection = stack.popLast() else { return }
    // The mark of a block's end is where the next token begins, lines later.
    let end = collection.isFlow ? offsets.upperBound : collection.lastEnd
    let range = scalars.range(collection.start..<max(collection.start, end))
    let branch = collection.branch(range)
    if let anchor = collection.anchor { anchors[anchor] = .closed(branch) }
    place(branch, PlaceInSource(offsets: collection.start..<max(collection.start, end), style: nil))
  }

  private mutating func place(_ branch: Branch, _ place: PlaceInSource) {
    guard let last = stack.indices.last else {
      if case .scalar(let scalar) = branch.node.content, scalar.isPlain, scalar.text.value.isEmpty {
        return
      }
      root = branch.node
      return
    }
    stack[last].add(branch, place, scalars: scalars, into: &diagnostics)
  }

  private mutating func stop(_ message: String, _ range: SourceRange) {
    add(Diagnostic("yaml-limit", message, at: range, label: "reading stopped here"))
    root = nil
    isFinished = true
  }
}

extension Branch {
  fileprivate static func refused(_ range: SourceRange) -> Branch {
    Branch(node: .null(range), isRefused: true)
  }
}

extension Node {
  fileprivate static func null(_ range: SourceRange) -> Node {
    let text = LocatedText(value: "", range: range)
    return Node(range: range, content: .scalar(Scalar(text: text, isPlain: true, resolved: .null)))
  }
}
