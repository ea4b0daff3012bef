import CLibCurl

/// An easy handle of libcurl with the memory that it points into. Lives on the loop's thread.
final class EasyHandle {
  let pointer: UnsafeMutableRawPointer
  private let message: UnsafeMutablePointer<CChar>
  private var headerList: UnsafeMutablePointer<curl_slist>?

  init?() {
    guard let pointer = curl_easy_init() else { return nil }
    self.pointer = pointer
    message = .allocate(capacity: Int(CURL_ERROR_SIZE))
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(pointer)
    curl_slist_free_all(headerList)
    message.deallocate()
  }

  /// Sets all options for a transfer; says what cannot be set.
  func prepare(for transfer: Transfer, _ configuration: HTTPClient.Configuration) -> String? {
    let request = transfer.request
    if let problem = setHeaders(of: request) { return problem }
    guard !request.url.utf8.contains(0) else { return "the address has a NUL character" }
    message.pointee = 0
    set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(message))
    guard gearbox_curl_set_string(pointer, CURLOPT_URL, request.url) == CURLE_OK,
      gearbox_curl_allow_http_only(pointer) == CURLE_OK
    else { return "libcurl takes neither this address nor a limit to HTTP" }

    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    if let file = configuration.authorityFile { set(CURLOPT_CAINFO, file) }
    if let directory = configuration.authorityDirectory { set(CURLOPT_CAPATH, directory) }
    // Not HTTP/2: a server that retires a connection there refuses whatever requests it had not
    // begun, and libcurl does not tell these from requests that were lost and may be billed.
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_TCP_KEEPIDLE, 30)
    // Servers close idle connections, and a request that crosses such a close may or may not have
    // been received. The shortest limit in common use is uvicorn's 5 seconds.
    set(CURLOPT_MAXAGE_CONN, 4)
    set(CURLOPT_TIMEOUT_MS, request.timeout.milliseconds)
    set(CURLOPT_CONNECTTIMEOUT_MS, min(request.connectTimeout, request.timeout).milliseconds)
    leaveLookupBehind()
    if configuration.reachesOnlyPublicAddresses { refusePrivateAddresses(for: transfer) }
    setBody(of: transfer)
    setCallbacks(for: transfer)
    return nil
  }

  func reset() {
    curl_easy_reset(pointer)
    curl_slist_free_all(headerList)
    headerList = nil
  }

  /// Lets a transfer that ends during the lookup of its name leave the lookup's thread behind. libcurl
  /// would wait for it, for as long as the resolver takes to give up, and all other transfers with it:
  /// replies that have come would lie unread until they counted as timed out.
  ///
  /// - Returns: whether libcurl can do that; not before 7.87.0.
  @discardableResult
  func leaveLookupBehind() -> Bool {
    gearbox_curl_leave_lookup_behind(pointer) == CURLE_OK
  }

  private func setHeaders(of request: HTTPRequest) -> String? {
    // An empty `Expect:` saves the round trip, or the second of waiting, that libcurl would spend
    // to ask whether a larger body is welcome.
    var lines = ["Expect:"]
    for field in request.headers.fields {
      guard !field.name.isEmpty, Self.isHeaderSafe(field.name), Self.isHeaderSafe(field.value)
      else { return "a header has a line break or another control character" }
      // A header with an empty value needs a semicolon, else libcurl leaves it out.
      lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }
    let secrets = [
      request.bearer.map { "Authorization: Bearer \($0.reveal())" },
      request.apiKey.map { "x-api-key: \($0.reveal())" },
    ].compactMap(\.self)
    guard secrets.allSatisfy(Self.isHeaderSafe) else {
      return "the key has a line break or another control character"
    }
    lines += secrets
    for line in lines {
      guard let longer = curl_slist_append(headerList, line) else { return "no memory for headers" }
      headerList = longer
    }
    guard gearbox_curl_set_headers(pointer, headerList) == CURLE_OK else {
      return "libcurl does not take the headers"
    }
    return nil
  }

  /// The address is looked at as the socket is opened, after the last lookup of the name: a name
  /// that resolves differently the second time gains nothing. A proxy would connect elsewhere than
  /// can be seen here, so there is none.
  private func refusePrivateAddresses(for transfer: Transfer) {
    set(CURLOPT_PROXY, "")
    set(CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(transfer).toOpaque())
    gearbox_curl_set_open_socket_callback(pointer, openPublicSocket)
  }

  private func setBody(of transfer: Transfer) {
    guard transfer.request.method == .post else { return }
    set(CURLOPT_POST, 1)
    gearbox_curl_set_size(
      pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(transfer.bodyCount))
  }

  private func setCallbacks(for transfer: Transfer) {
    // The loop holds the transfer for as long as the handle is in flight.
    let opaque = Unmanaged.passUnretained(transfer).toOpaque()
    for data in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA] {
      set(data, opaque)
    }
    gearbox_curl_set_callback(pointer, CURLOPT_WRITEFUNCTION, receiveBody)
    gearbox_curl_set_callback(pointer, CURLOPT_HEADERFUNCTION, receiveHeader)
    gearbox_curl_set_callback(pointer, CURLOPT_READFUNCTION, sendBody)
    gearbox_curl_set_seek_callback(pointer, refuseToRewind)
  }

  private func set(_ option: CURLoption, _ value: Int) {
    gearbox_curl_set_long(pointer, option, value)
  }

  private func set(_ option: CURLoption, _ value: String) {
    gearbox_curl_set_string(pointer, option, value)
  }

  private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
    gearbox_curl_set_pointer(pointer, option, value)
  }

  /// What libcurl says went wrong, in one line.
  func problem(_ code: CURLcode) -> String {
    // libcurl's own words would be of the rewinding, which `refuseToRewind` keeps it from.
    guard code != CURLE_SEND_FAIL_REWIND else { return "the connection closed without a response" }
    message[Int(CURL_ERROR_SIZE) - 1] = 0
    let text = message.pointee == 0 ? curl_easy_strerror(code) : UnsafePointer(message)
    return text.map { String(cString: $0) } ?? "error \(code.rawValue) of libcurl"
  }

  private static func isHeaderSafe(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }
}
