internal import CLibcurl
internal import Diagnostics
internal import Foundation

/// Turns libcurl's verdict on a transfer into words that say what happened and what to do.
struct TransferFailure {
    private let request: HTTPRequest
    private let status: CURLcode
    private let received: Int
    private let detail: String
    private let hasConnected: Bool
    private let systemError: Int

    init(_ transfer: Transfer, _ handle: EasyHandle, _ status: CURLcode) {
        request = transfer.request
        self.status = status
        received = transfer.receivedBytes
        detail = handle.detail ?? String(cString: curl_easy_strerror(status))
        let stage = request.url.scheme == "https" ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T
        // A connection that was kept from an earlier request reports no connect time, but has sent its request.
        hasConnected = handle.offset(stage) > 0 || handle.offset(CURLINFO_PRETRANSFER_TIME_T) > 0
        systemError = handle.long(CURLINFO_OS_ERRNO)
    }

    var failure: Failure {
        switch status {
        case CURLE_COULDNT_RESOLVE_HOST:
            transient("resolving \(request.url.host): no such host, or no name service")
        case CURLE_COULDNT_RESOLVE_PROXY:
            transient("resolving the proxy \(proxy): no such host, or no name service")
        case CURLE_COULDNT_CONNECT:
            transient("connecting: \(systemErrorText ?? detail)")
        case CURLE_OPERATION_TIMEDOUT:
            transient(timeout)
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            transient(
                received == 0
                    ? "waiting for the answer: the connection was closed"
                    : "reading the answer: the connection was closed after \(received) bytes")
        case CURLE_SEND_ERROR:
            transient("sending: the connection was closed")
        case CURLE_FILESIZE_EXCEEDED:
            Failure(
                .badAnswer, request.activity,
                "the answer is longer than the \(request.options.maximumResponseBytes) bytes allowed")
        case CURLE_PEER_FAILED_VERIFICATION:
            broken(
                .unavailable,
                "checking the server's certificate: \(detail); name the authority's PEM file if it is a private one"
            )
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER:
            broken(.configuration, "preparing TLS: \(detail); check the certificate, key and authority files")
        case CURLE_SSL_CONNECT_ERROR:
            broken(
                .unavailable,
                "agreeing on TLS: \(detail); the server may want a client certificate or plain http")
        case CURLE_BAD_CONTENT_ENCODING:
            broken(.badAnswer, "unpacking the answer: \(detail)")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_WEIRD_SERVER_REPLY:
            broken(status == CURLE_WEIRD_SERVER_REPLY ? .badAnswer : .configuration, detail)
        default:
            broken(.unavailable, detail)
        }
    }

    private var proxy: String { (request.options.proxy.flatMap { try? HTTPURL($0) })?.description ?? "named" }

    private var timeout: String {
        guard hasConnected else {
            return
                "connecting: timed out after \(min(request.options.connectTimeout, request.options.totalTimeout).inWords)"
        }
        let limit = request.options.totalTimeout.inWords
        if received == 0 { return "waiting for the answer: timed out after \(limit)" }
        return "reading the answer: timed out after \(limit), \(received) bytes in"
    }

    private var systemErrorText: String? {
        guard systemError != 0 else { return nil }
        return String(cString: strerror(Int32(systemError))).lowercased()
    }

    private func transient(_ reason: String) -> Failure {
        Failure(.unavailable, request.activity, reason, .retry(afterSeconds: 0))
    }

    private func broken(_ code: Failure.Code, _ reason: String) -> Failure {
        Failure(code, request.activity, reason, .needsHuman)
    }
}
