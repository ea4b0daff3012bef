/// What libyaml reports, in Swift's terms. Offsets count Unicode scalars from the start of the text.
struct Event {
  enum Kind {
    case streamStart
    case streamEnd
    case documentStart
    case documentEnd
    case alias(String)
    case scalar(ScalarEvent)
    case sequenceStart(Properties, isFlow: Bool)
    case sequenceEnd
    case mappingStart(Properties, isFlow: Bool)
    case mappingEnd
  }

  /// What may stand before a node; both are part of its event's offsets.
  struct Properties {
    var anchor: String?
    var tag: String?

    var isEmpty: Bool { anchor == nil && tag == nil }
  }

  let kind: Kind
  let offsets: Range<Int>
}

struct ScalarEvent {
  enum Style { case plain, singleQuoted, doubleQuoted, literal, folded }

  let value: String
  let style: Style
  let properties: Event.Properties
}
