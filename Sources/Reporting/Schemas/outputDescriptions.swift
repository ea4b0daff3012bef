import YAML

/// Kinds of values that the program writes.
extension ShapeDescription {
  static let words = ShapeDescription("text", .text(mayBeEmpty: false, pattern: nil))
  static let anyText = ShapeDescription("text", .text(mayBeEmpty: true, pattern: nil))
  static let flag = ShapeDescription("true or false", .bool)
  static let integer = ShapeDescription("a whole number", .integer(.min ... .max))
  static let count = ShapeDescription("a whole number of 0 or more", .integer(0 ... .max))
  static let version = ShapeDescription("a whole number of 1 or more", .integer(1 ... .max))
  static let digest = ShapeDescription(
    "a SHA-256", .text(mayBeEmpty: false, pattern: "^sha256:[0-9a-f]{64}$"))
  static let decimal = ShapeDescription(
    "decimal digits", .text(mayBeEmpty: false, pattern: digits))
  /// Text, so that no reader makes binary floating point of it.
  static let money = ShapeDescription(
    "US dollars in decimal digits", .text(mayBeEmpty: false, pattern: digits))
  static let quantity = ShapeDescription("a number", .number(minimum: "0", maximum: nil))

  private static let digits = "^-?[0-9]+(\\.[0-9]+)?$"

  static let costs = estimate("US dollars", of: .money)
  static let counts = estimate("subjects", of: .quantity)

  private static func estimate(_ what: String, of figure: ShapeDescription) -> ShapeDescription {
    ShapeDescription(
      "an estimate in \(what)",
      .mapping([
        FieldDescription("low", "what is certain", isRequired: true, figure),
        FieldDescription(
          "expected", "what is certain, and of what is not yet known its likely share",
          isRequired: true, figure),
        FieldDescription("high", "all that is possible", isRequired: true, figure),
      ]))
  }

  static func list(of element: ShapeDescription) -> ShapeDescription {
    ShapeDescription("a list", .list(element, mayBeEmpty: true))
  }

  /// As `check --format json` gives it.
  static let finding = ShapeDescription(
    "a diagnostic",
    .mapping([
      FieldDescription(
        "severity", "how bad it is", isRequired: true,
        ShapeDescription("a severity", .words(["error", "warning", "note"]))),
      FieldDescription("code", "its stable name", isRequired: true, .words),
      FieldDescription("message", "what is wrong", isRequired: true, .words),
      FieldDescription("file", "the file that it is about", .words),
      FieldDescription("line", "the line, counted from 1", .version),
      FieldDescription("column", "the column, counted from 1 in characters", .version),
      FieldDescription("end_line", "the line in which it ends", .version),
      FieldDescription("end_column", "the column after its end", .version),
      FieldDescription("help", "what to do about it", .words),
      FieldDescription(
        "labels", "the places that it is about, the first one first", isRequired: true,
        .list(of: label)),
    ]))

  private static let label = ShapeDescription(
    "a place",
    .mapping([
      FieldDescription("text", "what is said of the place", isRequired: true, .anyText),
      FieldDescription("file", "the file", isRequired: true, .words),
      FieldDescription("line", "the line, counted from 1", isRequired: true, .version),
      FieldDescription("column", "the column, counted from 1", isRequired: true, .version),
      FieldDescription("end_line", "the line in which it ends", isRequired: true, .version),
      FieldDescription("end_column", "the column after its end", isRequired: true, .version),
    ]))
}
