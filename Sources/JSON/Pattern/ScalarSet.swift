/// A set of Unicode scalars, as a class of a pattern describes it.
struct ScalarSet: Sendable {
  enum Member: Sendable {
    case range(ClosedRange<Unicode.Scalar>)
    case digit(negated: Bool)
    case word(negated: Bool)
    case space(negated: Bool)
    case property(ScalarProperty, negated: Bool)
  }

  let members: [Member]
  let isNegated: Bool

  init(members: [Member], isNegated: Bool) {
    self.members = members
    self.isNegated = isNegated
  }

  init(_ scalar: Unicode.Scalar) { self.init(.range(scalar...scalar)) }
  init(_ member: Member) { self.init(members: [member], isNegated: false) }

  /// What `.` stands for: all but the ends of lines.
  static let anyInLine = ScalarSet(
    members: ["\n", "\r", "\u{2028}", "\u{2029}"].map { .range($0...$0) }, isNegated: true)

  /// The scalar, where the set was written as just one.
  var single: Unicode.Scalar? {
    guard members.count == 1, !isNegated, case .range(let range) = members[0],
      range.lowerBound == range.upperBound
    else { return nil }
    return range.lowerBound
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    members.contains { $0.contains(scalar) } != isNegated
  }
}

extension ScalarSet.Member {
  func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .range(let range): range.contains(scalar)
    case .digit(let negated): ("0"..."9").contains(scalar) != negated
    case .word(let negated): isWordScalar(scalar) != negated
    case .space(let negated): isSpaceScalar(scalar) != negated
    case .property(let property, let negated): property.holds(for: scalar) != negated
    }
  }
}

/// `\w` of ECMA-262: ASCII only.
func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "a"..."z", "A"..."Z", "0"..."9", "_": true
  default: false
  }
}

/// `\s` of ECMA-262.
private func isSpaceScalar(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "\t"..."\r", " ", "\u{A0}", "\u{1680}", "\u{2000}"..."\u{200A}", "\u{2028}", "\u{2029}",
    "\u{202F}", "\u{205F}", "\u{3000}", "\u{FEFF}":
    true
  default: false
  }
}
