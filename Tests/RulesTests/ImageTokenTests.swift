import Rules
import Testing

@Suite("An image counts into tokens as its provider documents")
struct ImageTokenTests {
  private static let gpt4o = ImageTokenRule.tiles(base: 85, tile: 170)
  private static let gpt4oMini = ImageTokenRule.tiles(base: 2833, tile: 5667)

  @Test(
    "Tiles: 512 pixels each, after scaling into 2048 × 2048 and to 768 on the shorter side",
    arguments: [
      (gpt4o, 1024, 1024, 765), (gpt4o, 2048, 4096, 1105), (gpt4oMini, 1024, 1024, 25_501),
      // Never scaled up, and one tile at least.
      (gpt4o, 512, 512, 255), (gpt4o, 1, 1, 255), (gpt4o, 513, 512, 425),
      // Extremes: 2048 × 2 after the first scaling; the most tiles that any image has.
      (gpt4o, 100_000, 100, 765), (gpt4o, 2048, 768, 1445), (gpt4o, 6000, 2250, 1445),
    ])
  func tiles(_ rule: ImageTokenRule, width: Int64, height: Int64, tokens: Int64) throws {
    let size = try #require(ImageSize(width: width, height: height))
    #expect(rule.tokens(for: size, atLowDetail: false) == tokens)
  }

  @Test("At low detail tiles count the base alone, whatever the size")
  func lowDetail() throws {
    for side: Int64 in [1, 512, 9000] {
      let size = try #require(ImageSize(width: side, height: side))
      #expect(Self.gpt4o.tokens(for: size, atLowDetail: true) == 85)
      #expect(Self.gpt4oMini.tokens(for: size, atLowDetail: true) == 2833)
    }
    #expect(!Self.gpt4o.dependsOnSize(atLowDetail: true))
    #expect(Self.gpt4o.dependsOnSize(atLowDetail: false))
  }

  @Test(
    "Patches: 32 pixels each, at most 1,536 of them, before the multiplier",
    arguments: [
      (1024, 1024, 1024), (1800, 2400, 1452), (2400, 1800, 1452), (1600, 1200, 1452), (1, 1, 1),
      (33, 32, 2),
      (1536, 1024, 1536), (2048, 2048, 1521),
    ])
  func patches(width: Int64, height: Int64, patches: Int64) throws {
    let rule = ImageTokenRule.patches(
      PatchRule(multiplierMillionths: 1_000_000, budget: 1536, longestSide: 2048))
    let size = try #require(ImageSize(width: width, height: height))
    #expect(rule.tokens(for: size, atLowDetail: false) == patches)
  }

  /// Counts for one image, less what the question around it counts, as published in the data set
  /// image-token-cost (huggingface.co/datasets/JOHNISKING/image-token-cost), read on 2026-11-24.
  @Test(
    "The multiplier comes last and rounds up; a patch may have another size",
    arguments: [
      (32, 1_200_000, 2500, 1024, 1024, 1229), (32, 1_200_000, 2500, 1920, 1080, 2448),
      (28, 1_000_000, 1568, 1024, 1024, 1369), (28, 1_000_000, 1568, 256, 256, 100),
      (28, 1_000_000, 4784, 1920, 1080, 2691),
    ])
  func multiplied(
    patch: Int64, multiplier: Int64, budget: Int64, width: Int64, height: Int64, tokens: Int64
  ) throws {
    let rule = ImageTokenRule.patches(
      PatchRule(multiplierMillionths: multiplier, budget: budget, patch: patch))
    let size = try #require(ImageSize(width: width, height: height))
    #expect(rule.tokens(for: size, atLowDetail: false) == tokens)
  }

  @Test("No size counts more than the most or less than the fewest", arguments: [true, false])
  func bounds(low: Bool) throws {
    let rules = [
      Self.gpt4o, Self.gpt4oMini,
      .patches(PatchRule(multiplierMillionths: 1_620_000, budget: 1536, longestSide: 2048)),
      .patches(
        PatchRule(
          multiplierMillionths: 1_000_000, budget: 4784, longestSide: 2576, patch: 28,
          lowBudget: 256)),
    ]
    let sides: [Int64] = [1, 27, 32, 33, 511, 768, 1024, 1568, 2049, 5000, 99_999, .max]
    for rule in rules {
      let most = try #require(rule.mostTokens(atLowDetail: low))
      let fewest = try #require(rule.fewestTokens(atLowDetail: low))
      for width in sides {
        for height in sides {
          let size = try #require(ImageSize(width: width, height: height))
          let tokens = try #require(rule.tokens(for: size, atLowDetail: low))
          #expect((fewest...most).contains(tokens), "\(rule) \(size)")
        }
      }
    }
  }

  @Test("A size with a missing, zero or negative side is no size")
  func noSize() {
    #expect(ImageSize(width: nil, height: 10) == nil)
    #expect(ImageSize(width: 0, height: 10) == nil)
    #expect(ImageSize(width: 10, height: -1) == nil)
    #expect(ImageSize(width: 640, height: 480) != nil)
  }

  @Test("Figures that are too large to multiply are not known, and trap nothing")
  func overflow() throws {
    let size = try #require(ImageSize(width: .max, height: .max))
    #expect(
      ImageTokenRule.tiles(base: .max, tile: 1).tokens(for: size, atLowDetail: false) == nil)
    let rule = PatchRule(multiplierMillionths: .max, budget: 9)
    #expect(ImageTokenRule.patches(rule).tokens(for: size, atLowDetail: false) == nil)
  }
}
