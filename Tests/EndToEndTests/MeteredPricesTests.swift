import Foundation
import Testing

@Suite("The page on metered prices tells the truth")
struct MeteredPricesTests {
  @Test("each command in it prints what stands below it, to the last character")
  func outputs() async throws {
    let page = try String(
      contentsOf: Program.root.appendingPathComponent("docs/metered-prices.md"), encoding: .utf8)
    let scene = try await Scene(on: .sqlite)
    let blocks = page.matches(of: /```console\n\$ (.*)\n([\s\S]*?)```/)
    #expect(blocks.count >= 4)
    for block in blocks {
      let output = try await Program.shell(
        String(block.1), in: Program.root, ["DATABASE_URL": scene.database])
      #expect(output.status == 0, "\(block.1): \(output.stderr)")
      #expect(output.stdout == block.2, "\(block.1)")
    }
  }
}
