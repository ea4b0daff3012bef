import CLibYAML

/// libyaml's parser over one text. Owns the C structures, and hands out Swift values only.
final class EventStream {
  // The parser keeps a pointer to itself, so neither it nor its input may move.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let isReady: Bool

  init(_ text: String) {
    let bytes = text.utf8
    input = .allocate(capacity: bytes.count)
    _ = input.initialize(from: bytes)
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    isReady = yaml_parser_initialize(parser) == 1
    if isReady {
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }
  }

  deinit {
    if isReady { yaml_parser_delete(parser) }
    parser.deallocate()
    input.deallocate()
  }

  /// The next event. After `streamEnd`, or an error, there is none to ask for.
  func next() throws(SyntaxProblem) -> Event {
    guard isReady else { throw SyntaxProblem.outOfMemory }
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else {
      throw SyntaxProblem(parser.pointee)
    }
    defer { yaml_event_delete(&event) }
    let start = event.start_mark.index
    return Event(kind: kind(of: event), offsets: start..<max(start, event.end_mark.index))
  }

  private func kind(of event: yaml_event_t) -> Event.Kind {
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias(string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT: return .scalar(scalar(event))
    case YAML_SEQUENCE_START_EVENT:
      let data = event.data.sequence_start
      return .sequenceStart(
        Event.Properties(anchor: string(data.anchor), tag: string(data.tag)),
        isFlow: data.style == YAML_FLOW_SEQUENCE_STYLE)
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let data = event.data.mapping_start
      return .mappingStart(
        Event.Properties(anchor: string(data.anchor), tag: string(data.tag)),
        isFlow: data.style == YAML_FLOW_MAPPING_STYLE)
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    // libyaml gives an event of no type when it is asked again after the end.
    default: return .streamEnd
    }
  }

  private func scalar(_ event: yaml_event_t) -> ScalarEvent {
    let data = event.data.scalar
    let bytes = UnsafeBufferPointer(start: data.value, count: data.value == nil ? 0 : data.length)
    let style: ScalarEvent.Style =
      switch data.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE: .literal
      case YAML_FOLDED_SCALAR_STYLE: .folded
      default: .plain
      }
    return ScalarEvent(
      value: String(decoding: bytes, as: UTF8.self), style: style,
      properties: Event.Properties(anchor: string(data.anchor), tag: string(data.tag)))
  }
}

private func string(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  bytes.map { String(cString: $0) }
}
