import Expressions

/// An expression as the analysis sees it, read back from its canonical text: that has exactly one
/// form for each syntax tree, and none of the ways to write it.
indirect enum ExpressionTree: Equatable {
  case literal(Value)
  case name(String)
  /// An operator, call, selection or macro. What follows `head` are its operands; the names of
  /// functions and of macros' variables are part of the head.
  case form(String, [ExpressionTree])

  init(_ expression: Expression) {
    var reader = CanonicalReader(expression.canonicalText)
    self = reader.tree()
  }
}

extension ExpressionTree {
  /// The value, where it is a literal, a negated one, or a point in time written out.
  var constant: Value? {
    switch self {
    case .literal(let value): value
    case .form("-", let operands) where operands.count == 1:
      switch operands[0].constant {
      case .int(let value): value == .min ? nil : .int(-value)
      case .double(let value): .double(-value)
      default: nil
      }
    case .form("call timestamp", let operands) where operands.count == 1:
      if case .string(let text) = operands[0].constant {
        Timestamp(text).map { .timestamp($0) }
      } else {
        nil
      }
    default: nil
    }
  }

  /// The constants of a list that holds nothing else.
  var constants: [Value]? {
    guard case .form("list", let elements) = self else { return nil }
    let values = elements.compactMap(\.constant)
    return values.count == elements.count ? values : nil
  }
}

/// Reads `(head operand …)`. Canonical text is as deep as the tree that it was made of, and that
/// depth is limited by the parser; so this may recurse.
private struct CanonicalReader {
  private let scalars: [Unicode.Scalar]
  private var place = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  mutating func tree() -> ExpressionTree {
    guard next == "(" else { return leaf() }
    place += 1
    var head = word()
    if Self.headsWithNames.contains(head) {
      skipSpace()
      head += " " + word()
    }
    var operands: [ExpressionTree] = []
    skipSpace()
    while let scalar = next, scalar != ")" {
      operands.append(tree())
      skipSpace()
    }
    place += 1
    return .form(head, operands)
  }

  /// `map` is also the head of a map literal, whose first key may be the name of a fact: there the
  /// variable of the macro is left among the operands, which can only make the analysis claim less.
  private static let headsWithNames: Set<String> = [
    "call", "method", "all", "exists", "exists_one", "filter", "map-if",
  ]

  private mutating func skipSpace() {
    while next == " " { place += 1 }
  }

  private mutating func word() -> String {
    var text = String.UnicodeScalarView()
    while let scalar = next, scalar != " ", scalar != ")", scalar != "(", scalar != "\"" {
      text.append(scalar)
      place += 1
    }
    return String(text)
  }

  private mutating func leaf() -> ExpressionTree {
    if next == "\"" { return .literal(.string(quoted())) }
    let text = word()
    if next == "\"" {
      _ = quoted()
      return .literal(.bytes([]))
    }
    guard let first = text.unicodeScalars.first, first == "-" || ("0"..."9").contains(first) else {
      return named(text)
    }
    if text.hasSuffix("u") { return UInt64(text.dropLast()).map { .literal(.uint($0)) } ?? .odd }
    if text.hasSuffix("d") { return Double(text.dropLast()).map { .literal(.double($0)) } ?? .odd }
    return Int64(text).map { .literal(.int($0)) } ?? .odd
  }

  private func named(_ text: String) -> ExpressionTree {
    switch text {
    case "null": .literal(.null)
    case "true": .literal(.bool(true))
    case "false": .literal(.bool(false))
    default: .name(text.hasPrefix(".") ? String(text.dropFirst()) : text)
    }
  }

  /// A quoted text, in which only quotes and backslashes are escaped.
  private mutating func quoted() -> String {
    var text = String.UnicodeScalarView()
    place += 1
    while let scalar = next, scalar != "\"" {
      if scalar == "\\" { place += 1 }
      if let scalar = next { text.append(scalar) }
      place += 1
    }
    place += 1
    return String(text)
  }
}

extension ExpressionTree {
  /// What stands for something that could not be read: never a constant, so nothing is claimed.
  fileprivate static var odd: ExpressionTree { .form("odd", []) }
}
