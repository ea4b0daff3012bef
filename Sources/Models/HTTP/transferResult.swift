import CLibCurl

extension EasyHandle {
  /// Whether anything of the request may have left for the server. For one with a body: whether
  /// libcurl has taken any of that, since headers alone buy nothing; a proxy's `CONNECT` does not
  /// count.
  func hasSent(_ transfer: Transfer) -> Bool {
    guard transfer.bodyCount == 0 else { return transfer.bodyTaken > 0 }
    var sent = 0
    gearbox_curl_get_long(pointer, CURLINFO_REQUEST_SIZE, &sent)
    return sent > 0
  }

  /// How a transfer that libcurl has finished with ended.
  func result(of transfer: Transfer, _ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
    if code == CURLE_OK {
      // To libcurl headers that break off are a response all the same.
      return transfer.hasAllHeaders
        ? .success(response(of: transfer))
        : .failure(.failedAfterSending(.connectionLost, "the connection closed within the headers"))
    }
    if transfer.hasPrivateAddress, !hasSent(transfer) {
      return .failure(
        .connectionFailed(.privateAddress, "the address is private, and not connected to"))
    }
    let message = problem(code)
    if code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL,
      !hasSent(transfer), transfer.headers.fields.isEmpty
    {
      return .failure(.invalidRequest(message))
    }
    return hasSent(transfer)
      ? .failure(.failedAfterSending(lossReason(code, transfer), message))
      : .failure(.connectionFailed(connectionFailure(code), message))
  }

  private func response(of transfer: Transfer) -> HTTPResponse {
    var status = 0
    gearbox_curl_get_long(pointer, CURLINFO_RESPONSE_CODE, &status)
    return HTTPResponse(
      status: status, headers: transfer.headers, body: transfer.body,
      timings: HTTPResponse.Timings(
        connected: max(time(CURLINFO_CONNECT_TIME_T), time(CURLINFO_APPCONNECT_TIME_T)),
        firstByte: time(CURLINFO_STARTTRANSFER_TIME_T),
        total: time(CURLINFO_TOTAL_TIME_T)))
  }

  private func time(_ info: CURLINFO) -> Duration {
    var microseconds: curl_off_t = 0
    gearbox_curl_get_size(pointer, info, &microseconds)
    return .microseconds(microseconds)
  }

  private func connectionFailure(_ code: CURLcode) -> HTTPError.ConnectionFailure {
    switch code {
    case CURLE_COULDNT_CONNECT: .refused
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameNotFound
    case CURLE_OPERATION_TIMEDOUT: .timeout
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ENGINE_NOTFOUND,
      CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED:
      .tls
    default: .broken
    }
  }

  private func lossReason(_ code: CURLcode, _ transfer: Transfer) -> HTTPError.LossReason {
    if let refusal = transfer.refusal { return refusal }
    switch code {
    case CURLE_OPERATION_TIMEDOUT:
      // The total timeout and the stall guard share a code; the clocks may differ by a little.
      let isEarly = time(CURLINFO_TOTAL_TIME_T) + .milliseconds(100) < transfer.request.timeout
      return isEarly ? .stalled : .timeout
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
      return .malformed
    default: return .connectionLost
    }
  }
}

extension Duration {
  /// Whole milliseconds, at least 1: to libcurl 0 means no limit at all.
  var milliseconds: Int {
    guard self > .zero else { return 1 }
    guard self < .seconds(1_000_000) else { return 1_000_000_000 }
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
