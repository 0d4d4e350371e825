internal import Model

/// Numbers as decision trees print them.
enum Words {
    /// `50%`, `99.8%`; never rounded up to 100.
    static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded(share < 1 ? .down : .toNearestOrEven)
        guard tenths.isFinite, abs(tenths) < 1e15 else { return "∞" }
        return decimal(tenths / 10) + "%"
    }

    /// One decimal, dropped when it is zero.
    static func decimal(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// One decimal, always: `14.0`.
    static func fixed(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded(.down))
        return "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// A length of time without the seconds that nobody reads.
    static func age(_ seconds: Double) -> String {
        TimeSpan(seconds: seconds >= 3600 ? (seconds / 60).rounded(.down) * 60 : max(1, seconds.rounded()))
            .description
    }
}
