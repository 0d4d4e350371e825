internal import Model

/// Numbers as decision trees print them.
enum Words {
    /// `50%`, `99.8%`; what is less than all is never rounded to 100%.
    static func percent(_ share: Double) -> String {
        var tenths = (share * 1000).rounded()
        guard tenths.isFinite, abs(tenths) < 1e15 else { return "∞" }
        if share < 1 { tenths = min(tenths, 999) }
        return decimal(tenths / 10) + "%"
    }

    /// A share beside the one that is demanded: what falls short is never rounded to look like enough.
    static func percent(_ share: Double, of demanded: Double) -> String {
        let shown = share < demanded ? min(share, demanded - 0.001) : share
        return "\(percent(shown)) of \(percent(demanded))"
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
