/// A set of Unicode scalars, as a character class describes it.
struct ScalarSet: Sendable {
  /// What a set is made of.
  enum Part: Sendable {
    case range(ClosedRange<UInt32>)
    case category(Set<Unicode.GeneralCategory>, isNegated: Bool)
    /// A class inside a class, as `\D` in `[\Da]`.
    case notRanges([ClosedRange<UInt32>])
  }

  private let parts: [Part]
  private let isNegated: Bool
  private let ignoresCase: Bool
  /// Which ASCII scalars are in the set, so that most text is matched without looking at the parts.
  private var ascii: (low: UInt64, high: UInt64) = (0, 0)

  init(_ parts: [Part], isNegated: Bool = false, ignoresCase: Bool = false) {
    self.parts = parts
    self.isNegated = isNegated
    self.ignoresCase = ignoresCase
    for value: UInt8 in 0..<128 where decides(Unicode.Scalar(value)) {
      if value < 64 { ascii.low |= 1 << value } else { ascii.high |= 1 << (value - 64) }
    }
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    if value < 64 { return ascii.low >> value & 1 == 1 }
    if value < 128 { return ascii.high >> (value - 64) & 1 == 1 }
    return decides(scalar)
  }

  private func decides(_ scalar: Unicode.Scalar) -> Bool {
    let isMember =
      ignoresCase
      ? caseVariants(scalar).contains { variant in parts.contains { $0.contains(variant) } }
      : parts.contains { $0.contains(scalar) }
    return isMember != isNegated
  }

  private func caseVariants(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let (lower, upper) = (scalar.lowercase, scalar.uppercase)
    return [scalar, lower, upper, upper.lowercase, lower.uppercase]
  }
}

extension ScalarSet.Part {
  fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .range(let range): range.contains(scalar.value)
    case .notRanges(let ranges): !ranges.contains { $0.contains(scalar.value) }
    case .category(let categories, let isNegated):
      categories.contains(scalar.properties.generalCategory) != isNegated
    }
  }
}

extension Unicode.Scalar {
  fileprivate var lowercase: Unicode.Scalar { only(properties.lowercaseMapping) ?? self }
  fileprivate var uppercase: Unicode.Scalar { only(properties.uppercaseMapping) ?? self }

  /// Case here is simple folding, one scalar to one: "ß" has no upper case.
  private func only(_ mapping: String) -> Unicode.Scalar? {
    mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
  }
}
