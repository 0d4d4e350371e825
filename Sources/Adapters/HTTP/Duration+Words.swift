extension Duration {
    /// Whole milliseconds, at least one: libcurl reads zero as "no limit".
    var wholeMilliseconds: Int {
        let parts = components
        let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        return Int(clamping: max(1, milliseconds))
    }

    /// `10 s`, `0.2 s`.
    var inWords: String {
        let tenths = (wholeMilliseconds + 50) / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
