internal import Diagnostics

/// An entry of `noAutomation` as written.
enum RawNoAutomation {
    static let keys = ["days", "weekdays", "zone", "reason"]

    static func days(_ cursor: MapCursor, of file: SourceFile) -> NoAutomationDays? {
        let words = cursor.texts("days")
        let weekdays = cursor.weekdays("weekdays")
        let zone = cursor.zone("zone")
        let reason = cursor.text("reason")
        var spans: [NoAutomationDays.Span] = []
        for word in words ?? [] {
            guard let span = span(word.value) else {
                cursor.complaints.add(
                    .settingsBadValue,
                    "`\(word.value)` is no day such as 12-25, 2026-12-24, or a span of them: 12-24..01-02",
                    at: word.span)
                continue
            }
            spans.append(span)
        }
        guard let zone = cursor.require("zone", zone) else { return nil }
        if words == nil, cursor.node("weekdays") == nil {
            _ = cursor.require("days", words)
            return nil
        }
        return NoAutomationDays(
            spans: spans, weekdays: weekdays ?? [], zone: zone.value, reason: reason?.value ?? "",
            source: file.source(of: cursor.span))
    }

    private static func span(_ text: String) -> NoAutomationDays.Span? {
        guard let dots = text.firstRange(of: "..") else {
            return day(text[...]).map { NoAutomationDays.Span(first: $0, last: $0) }
        }
        guard let first = day(text[..<dots.lowerBound]), let last = day(text[dots.upperBound...]),
            (first.year == nil) == (last.year == nil)
        else { return nil }
        if let from = first.year, let to = last.year {
            guard (from, first.month, first.day) <= (to, last.month, last.day) else { return nil }
        }
        return NoAutomationDays.Span(first: first, last: last)
    }

    /// `12-25` or `2026-12-24`.
    private static func day(_ text: Substring) -> NoAutomationDays.Day? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let widths = parts.map(\.utf8.count)
        guard widths == [2, 2] || widths == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let numbers = parts.compactMap { Int($0) }
        let year = numbers.count == 3 ? numbers[0] : nil
        let (month, day) = (numbers[numbers.count - 2], numbers[numbers.count - 1])
        let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
        if let year, month == 2, day == 29, year % 4 != 0 || (year % 100 == 0 && year % 400 != 0) {
            return nil
        }
        return NoAutomationDays.Day(year: year, month: month, day: day)
    }
}
