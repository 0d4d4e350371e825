internal import HTTP
internal import Model

/// Reads from an answer how long GitHub wants to be left alone.
///
/// There are two kinds: the primary limit, an hourly budget that every answer counts down, and the secondary limits
/// against bursts, which announce themselves only when they are hit.
enum RateLimit {
    /// What is waited after a secondary limit that names no time.
    static let leastPause = Duration.seconds(60)

    /// How long to wait before sending the same request again; nil when the answer is not about limits.
    static func pause(refusedWith answer: HTTPResponse) -> Duration? {
        guard answer.status == 403 || answer.status == 429 else { return nil }
        if let asked = answer.headers["retry-after"] {
            return Int64(asked).map { .seconds(max(1, min($0, 1 << 32))) } ?? leastPause
        }
        if let pause = pauseUntilReset(answer.headers) { return pause }
        let isSecondary = answer.status == 429 || answer.text.lowercased().contains("secondary rate limit")
        return isSecondary ? leastPause : nil
    }

    /// How long the primary budget stays empty; nil while something is left of it.
    ///
    /// Measured from the answer's own `Date`, so that this machine's clock need not be right.
    static func pauseUntilReset(_ headers: HTTPHeaders) -> Duration? {
        guard headers["x-ratelimit-remaining"] == "0" else { return nil }
        guard let reset = headers["x-ratelimit-reset"].flatMap({ Int64($0) }),
            let now = headers["date"].flatMap(date)
        else { return leastPause }
        return .seconds(max(1, min(reset - now.seconds + 1, 1 << 32)))
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func date(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ")
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}
