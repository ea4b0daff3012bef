/// A form (`multipart/form-data`) that uploads one file with its purpose.
struct FileForm {
  let contentType: String
  let body: [UInt8]

  /// - Parameters:
  ///   - name: The file's, without quotes and line breaks.
  ///   - content: Lines of JSON, none of which begins with a dash.
  init(purpose: String, name: String, content: [UInt8]) {
    // The lines begin with a brace: no boundary can stand among them.
    let boundary = "gearbox-\(name)"
    contentType = "multipart/form-data; boundary=\(boundary)"
    let start = """
      --\(boundary)\r
      Content-Disposition: form-data; name="purpose"\r
      \r
      \(purpose)\r
      --\(boundary)\r
      Content-Disposition: form-data; name="file"; filename="\(name)"\r
      Content-Type: application/jsonl\r
      \r

      """
    let end = "\r\n--\(boundary)--\r\n"
    body = Array(start.utf8) + content + Array(end.utf8)
  }
}
