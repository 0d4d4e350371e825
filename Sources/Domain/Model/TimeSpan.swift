/// A length of time in seconds, written as people write it in configuration: `30m`, `24h`, `14d`, `1h30m`.
public struct TimeSpan: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// Seconds.
    public var seconds: Double

    /// Takes seconds.
    public init(seconds: Double) { self.seconds = seconds }

    /// Reads `1w2d3h4m5s` in any subset, and `500ms`.
    ///
    /// Nil for anything else.
    public init?(_ text: String) {
        let units: [(String, Double)] = [
            ("ms", 0.001), ("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
        ]
        var rest = Substring(text)
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.0) })
            else { return nil }
            total += number * unit.1
            rest = rest.dropFirst(unit.0.count)
        }
        seconds = total
    }

    /// Days, as a number.
    public var days: Double { seconds / 86_400 }

    /// The text in whole units: `14d`, `90m` prints as `1h30m`; below a second in milliseconds, no time as `0s`.
    public var description: String {
        guard seconds.isFinite, abs(seconds) < 1e15 else { return seconds < 0 ? "-∞" : "∞" }
        if seconds < 0 { return "-\(TimeSpan(seconds: -seconds))" }
        let milliseconds = Int((seconds * 1000).rounded())
        if milliseconds < 1000 { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
        var rest = Int(seconds.rounded())
        var text = ""
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] where rest >= size {
            text += "\(rest / size)\(unit)"
            rest %= size
        }
        return text
    }

    /// Orders by length.
    public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.seconds < b.seconds }
}

/// A window of time; `start` is included, `end` is not.
public struct TimeWindow: Hashable, Sendable, Codable {
    /// First moment.
    public var start: Timestamp
    /// First moment after.
    public var end: Timestamp

    /// Makes a window.
    public init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    /// Length of the window.
    public var span: TimeSpan { TimeSpan(seconds: end.seconds(since: start)) }
}
