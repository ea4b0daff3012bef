import CLibCurl

// libcurl calls these on the loop's thread, with the transfer as the last argument.

private func transfer(_ opaque: UnsafeMutableRawPointer?) -> Transfer? {
  opaque.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

func sendBody(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ opaque: UnsafeMutableRawPointer?
) -> Int {
  guard let transfer = transfer(opaque) else { return Int(CURL_READFUNC_ABORT) }
  return transfer.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

func receiveHeader(
  _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ opaque: UnsafeMutableRawPointer?
) -> Int {
  let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
  guard let transfer = transfer(opaque), transfer.receive(headerLine: bytes) else { return 0 }
  return bytes.count
}

func receiveBody(
  _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ opaque: UnsafeMutableRawPointer?
) -> Int {
  let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
  guard let transfer = transfer(opaque) else { return 0 }
  if transfer.body.isEmpty, let handle = transfer.handle {
    // From here on silence is a stall. Set only now: before its first byte a model may think for
    // longer than any stall, and libcurl's own count would begin with the request.
    gearbox_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
    gearbox_curl_set_long(
      handle, CURLOPT_LOW_SPEED_TIME, max(1, transfer.request.stallTimeout.milliseconds / 1000))
  }
  return transfer.receive(body: bytes) ? bytes.count : 0
}

/// Where an open connection turns out dead, libcurl would silently send the request once more on
/// a new one. A request may cost money, and its sender counts each: so the body is never rewound,
/// and the transfer fails as one that may have been received.
func refuseToRewind(_: UnsafeMutableRawPointer?, _: curl_off_t, _: Int32) -> Int32 {
  Int32(CURL_SEEKFUNC_FAIL)
}
