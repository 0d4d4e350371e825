internal import Crypto
internal import Diagnostics
internal import Foundation
public import HTTP
public import Model
public import Ports

/// A generic webhook: the page as JSON, with an HMAC-SHA256 of exactly those bytes.
///
/// Headers: `Trimtab-Signature: sha256=<hex>`, and `Trimtab-Page: <id> <status>` for whoever wants to take a page once.
public struct WebhookNotifier: Notifier {
    /// Host and port, and a few digits that tell addresses of one host apart; never the path.
    public let name: String
    private let delivery: Delivery
    private let secret: Secret

    /// A webhook at `url`; `secret` signs and is never sent, `bearer` is sent to that host only.
    public init(
        url: HTTPURL, secret: Secret, bearer: Secret? = nil, authorityFile: String? = nil,
        transport: (any HTTPTransport)? = nil
    ) {
        name = "webhook \(Delivery.place(url))"
        self.secret = secret
        delivery = Delivery(
            url: url, bearer: bearer, authorityFile: authorityFile,
            transport: transport ?? Delivery.retrying())
    }

    /// Posts the page.
    public func deliver(_ page: Page) async throws {
        let body = try CanonicalJSON.encode(page)
        try await delivery.post(
            body, to: delivery.url,
            headers: [
                HTTPHeaders.Field(
                    "Trimtab-Signature", "sha256=" + WebhookNotifier.signature(of: body, secret)),
                HTTPHeaders.Field("Trimtab-Page", "\(page.id) \(page.status.rawValue)"),
            ])
    }

    /// HMAC-SHA256 in lower-case hex.
    static func signature(of body: [UInt8], _ secret: Secret) -> String {
        secret.withExposed { text in
            let code = HMAC<SHA256>.authenticationCode(
                for: Data(body), using: SymmetricKey(data: Data(text.utf8)))
            return code.map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
        }
    }
}
