/// The parts of a form (`multipart/form-data`) that uploads a file.
struct UploadForm {
  let purpose: String
  let name: String
  let content: [UInt8]

  /// - Throws: `APIError` where it is no such form.
  init(_ body: [UInt8], contentType: String) throws(APIError) {
    guard let boundary = contentType.split(separator: "boundary=").dropFirst().first,
      !boundary.isEmpty
    else { throw .invalid("The upload is no multipart/form-data.", nil) }
    let mark = Array("--\(boundary.filter { $0 != "\"" })".utf8)
    var purpose: String?
    var file: (name: String, content: [UInt8])?
    for part in Self.parts(of: body, between: mark) {
      guard let end = part.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
      let head = String(decoding: part[..<end.lowerBound], as: UTF8.self)
      // The line end before the next mark belongs to the mark.
      let content = Array(part[end.upperBound...].dropLast(2))
      if let name = head.firstMatch(of: /filename="([^"]*)"/)?.1 {
        file = (String(name), content)
      } else if head.contains("name=\"purpose\"") {
        purpose = String(decoding: content, as: UTF8.self)
      }
    }
    guard let purpose else { throw .invalid("Missing required parameter: 'purpose'.", "purpose") }
    guard let file else { throw .invalid("Missing required parameter: 'file'.", "file") }
    self.purpose = purpose
    (name, content) = file
  }

  private static func parts(of body: [UInt8], between mark: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var rest = body[...]
    var isFirst = true
    while let found = rest.firstRange(of: mark) {
      if !isFirst { parts.append(rest[..<found.lowerBound]) }
      isFirst = false
      rest = rest[found.upperBound...]
    }
    return parts
  }
}
