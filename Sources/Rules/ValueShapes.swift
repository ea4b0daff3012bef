import Diagnostics
import Expressions
package import Money
package import YAML

extension Shapes {
  /// US dollars, not negative, exactly as written.
  package static var usd: Shape<USD> {
    Shapes.digits.converted(
      "an amount of US dollars of 0 or more, such as 0.005", to: .numbers(minimum: "0")
    ) {
      guard let amount = USD($0), amount >= .zero else { return nil }
      return amount
    }
  }
}

extension Shapes {
  /// A share from 0 to 1, to six decimals.
  package static var share: Shape<Share> {
    Shapes.digits.converted(
      "a share from 0 to 1, to six decimals", to: .numbers(minimum: "0", maximum: "1")
    ) { Share($0) }
  }
}

extension Shapes {
  /// An exact number from 0 to 1.
  package static var fraction: Shape<ExactDecimal> {
    Shapes.digits.converted(
      "a number from 0 to 1", to: .numbers(minimum: "0", maximum: "1")
    ) { text in
      guard let number = ExactDecimal(text), !number.isNegative,
        let one = ExactDecimal("1"), number <= one
      else { return nil }
      return number
    }
  }
}

extension Shapes {
  /// A whole number with a unit: `500ms`, `60s`, `2m`, `1h`.
  package static var duration: Shape<Duration> {
    Shapes.source("a duration such as 500ms, 60s or 2m").converted(
      "a duration such as 500ms, 60s or 2m", to: .pattern("^0*[1-9][0-9]*(ms|s|m|h)$"),
      help: "write a whole number with its unit"
    ) { Duration(written: $0.value) }
  }
}

extension Shapes {
  /// A part in percent: `20%`, `7.5%`.
  package static var percentage: Shape<Percentage> {
    Shapes.source("a percentage such as 20%").converted(
      "a percentage such as 20%, to two decimals",
      to: .pattern("^[0-9]{1,5}(\\.[0-9]{1,2})?%$"), help: "write a number with its %"
    ) { Percentage(written: $0.value) }
  }
}

extension Percentage: WritableInFiles {
  package var written: WrittenValue? { .text(description) }
}

extension Duration {
  /// A positive whole number with one of the units ms, s, m and h; at most a day.
  package init?(written text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int64(digits), count > 0, count <= 86_400_000 else { return nil }
    let duration: Duration
    switch text.dropFirst(digits.count) {
    case "ms": duration = .milliseconds(count)
    case "s": duration = .seconds(count)
    case "m": duration = .seconds(count * 60)
    case "h": duration = .seconds(count * 3600)
    default: return nil
    }
    guard duration <= .seconds(86_400) else { return nil }
    self = duration
  }
}

extension Duration: WritableInFiles {
  /// The duration as `init(written:)` reads it; nil where it is not one of whole seconds.
  package var written: WrittenValue? {
    let (seconds, attoseconds) = components
    return attoseconds == 0 ? .text("\(seconds)s") : nil
  }
}

extension Shapes {
  /// The columns that tie their rows to ours.
  /// `owner_id` is a column of that name on both sides; `{theirs: ours}` names each.
  static var joinColumns: Shape<[JoinColumns]> {
    let same = Shapes.name("a column").converted("the name of a column") {
      [JoinColumns(theirs: $0, ours: $0)]
    }
    let pairs = Shapes.keyed("columns, theirs: ours", Shapes.name("a column"))
      .converted("at least one pair of columns, theirs: ours", to: .notEmpty) {
        pairs -> [JoinColumns]? in
        pairs.entries.isEmpty
          ? nil : pairs.entries.map { JoinColumns(theirs: $0.name, ours: $0.value) }
      }
    return Shapes.scalar(same, orMapping: pairs)
  }
}

extension Shapes {
  /// A literal that stands in for NULL. Its type is compared with the fact's by the compiler.
  static var literal: Shape<Expressions.Value> {
    Shape(ShapeDescription("a literal", .literal)) { node, diagnostics in
      guard case .scalar(let scalar) = node.content else {
        diagnostics.add(
          Diagnostic(
            .error, "wrong-type", "expected a literal, found \(node.summary)", at: node.range))
        return nil
      }
      switch scalar.resolved {
      case .null: return .null
      case .bool(let value): return .bool(value)
      case .int(let value): return .int(value)
      case .float(let digits): return Double(digits).map { .double($0) } ?? .string(digits)
      case .string(let text): return .string(text)
      }
    }
  }
}
