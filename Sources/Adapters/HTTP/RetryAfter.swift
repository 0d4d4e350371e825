internal import CLibcurl

/// Reads `Retry-After`, which is a number of seconds or a date (RFC 9110 §10.2.3).
enum RetryAfter {
    /// What the server asks for, or nil when it does not say or cannot be understood.
    ///
    /// A date is measured from the answer's own `Date`, so that neither side's clock need be right.
    static func pause(_ headers: HTTPHeaders) -> Duration? {
        guard let text = headers["retry-after"] else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return Int64(text).map { .seconds(min($0, 1 << 40)) }
        }
        guard let wanted = date(text), let now = headers["date"].flatMap(date) else { return nil }
        return .seconds(max(0, wanted - now))
    }

    private static func date(_ text: String) -> Int? {
        let seconds = curl_getdate(text, nil)
        return seconds < 0 ? nil : seconds
    }
}
