import JSON
import Testing

@Suite("JSON Schema agrees with the test suite of its draft")
struct JSONSchemaConformanceTests {
  @Test(.enabled(if: Conformance.folder != nil), arguments: Conformance.files)
  func `every case is judged as the suite judges it`(file: String) throws {
    let groups = try Conformance.groups(of: file)
    #expect(!groups.isEmpty)
    for group in groups {
      let schema = try JSONSchema(#require(group["schema"]))
      for test in try #require(group["tests"]?.array) {
        let violations = schema.validate(try #require(test["data"]))
        let name = "\(group["description"]?.string ?? ""): \(test["description"]?.string ?? "")"
        #expect(violations.isEmpty == test["valid"]?.bool, "\(name): \(violations)")
      }
    }
  }
}
