import Glibc

/// An IPv4 or IPv6 address, as bytes in network order.
struct NetworkAddress: Sendable, Hashable {
  let bytes: [UInt8]

  /// Reads a `sockaddr_in` or `sockaddr_in6`; nil for any other family and for one cut short.
  init?(family: Int32, _ address: UnsafeRawBufferPointer) {
    switch family {
    case AF_INET where address.count >= 8: bytes = Array(address[4..<8])
    case AF_INET6 where address.count >= 24: bytes = Array(address[8..<24])
    default: return nil
    }
  }

  /// Reads an address in the usual notation.
  init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: &six) { Array($0) }
    } else {
      return nil
    }
  }

  /// Whether the address is one that anybody on the Internet could reach: none of the ranges that
  /// IANA's special-purpose registries keep for other ends (RFC 6890), and no IPv6 address that
  /// carries such an IPv4 address in it.
  var isPublic: Bool {
    bytes.count == 4 ? isPublicIPv4(bytes[...]) : bytes.count == 16 && isPublicIPv6
  }

  private var isPublicIPv6: Bool {
    // ::ffff:a.b.c.d and the NAT64 prefix 64:ff9b::/96.
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
    if bytes.starts(with: mapped) || bytes.starts(with: translated) {
      return isPublicIPv4(bytes[12...])
    }
    // 6to4 carries its IPv4 address in front.
    if bytes.starts(with: [0x20, 0x02]) { return isPublicIPv4(bytes[2..<6]) }
    // Only 2000::/3 is given out to the public; documentation and Teredo lie within it.
    let isGlobal = bytes[0] & 0xE0 == 0x20
    let isKept =
      bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) || bytes.starts(with: [0x20, 0x01, 0, 0])
      || bytes.starts(with: [0x3F, 0xFF])
    return isGlobal && !isKept
  }
}

private func isPublicIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
  let parts = Array(bytes.prefix(4))
  guard parts.count == 4 else { return false }
  switch (parts[0], parts[1], parts[2]) {
  case (0, _, _), (10, _, _), (127, _, _): return false
  case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): return false
  case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113):
    return false
  case (224..., _, _): return false
  default: return true
  }
}
