import CLibCurl
import Glibc

// libcurl calls these on the loop's thread, with the transfer as the last argument.

private func transfer(_ opaque: UnsafeMutableRawPointer?) -> Transfer? {
  opaque.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

func sendBody(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ opaque: UnsafeMutableRawPointer?
) -> Int {
  guard let transfer = transfer(opaque) else { return Int(CURL_READFUNC_ABORT) }
  let room = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
  return transfer.read(into: room) ?? Int(CURL_READFUNC_ABORT)
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
  if transfer.received == 0, let handle = transfer.handle {
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

/// Opens the socket to an address that the public can reach, and none to any other.
func openPublicSocket(
  _ opaque: UnsafeMutableRawPointer?, _: curlsocktype,
  _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let transfer = transfer(opaque), let address else { return -1 }
  // The address proper begins at `addr` and may be longer than that field.
  let offset = MemoryLayout<curl_sockaddr>.offset(of: \curl_sockaddr.addr) ?? 0
  let bytes = UnsafeRawBufferPointer(
    start: UnsafeRawPointer(address).advanced(by: offset), count: Int(address.pointee.addrlen))
  guard NetworkAddress(family: address.pointee.family, bytes)?.isPublic == true else {
    transfer.hasPrivateAddress = true
    return -1
  }
  return socket(
    address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
    address.pointee.protocol)
}
