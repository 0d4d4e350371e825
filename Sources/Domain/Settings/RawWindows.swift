internal import Diagnostics

/// `windows` of a category as written: per trigger when merging is allowed.
struct RawWindows {
    static let keys = ["alert", "sweep"]
    static let weeklyKeys = ["days", "hours", "zone"]

    let alert: MergeTimes?
    let sweep: MergeTimes?

    init(_ cursor: MapCursor) {
        alert = RawWindows.times("alert", of: cursor)
        sweep = RawWindows.times("sweep", of: cursor)
    }

    private static func times(_ trigger: String, of cursor: MapCursor) -> MergeTimes? {
        guard let node = cursor.node(trigger) else { return nil }
        if case .string = node.value {
            return cursor.word(trigger, of: [("always", MergeTimes.always), ("never", .never)])?.value
        }
        return cursor.map(trigger, keys: weeklyKeys).flatMap(weekly)
    }

    private static func weekly(_ cursor: MapCursor) -> MergeTimes? {
        let days = cursor.weekdays("days")
        let hours = hours(of: cursor)
        let zone = cursor.zone("zone")
        guard let days = cursor.require("days", days), let hours = cursor.require("hours", hours),
            let zone = cursor.require("zone", zone)
        else { return nil }
        return .weekly(days: days, fromMinute: hours.from, toMinute: hours.to, zone: zone.value)
    }

    private static func hours(of cursor: MapCursor) -> (from: Int, to: Int)? {
        guard let text = cursor.text("hours") else { return nil }
        let parts = text.value.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = minute(parts[0]), let to = minute(parts[1]), from < 1440 else {
            cursor.reject("hours", "`hours` must be of the form \"08:00-16:00\"")
            return nil
        }
        guard from != to else {
            cursor.reject("hours", "a window that ends when it begins never opens; say `never`")
            return nil
        }
        return (from, to)
    }

    /// Minutes since midnight; `24:00` is the end of the day.
    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }
}

extension MapCursor {
    /// Days of the week by their short names, 1 Monday … 7 Sunday.
    func weekdays(_ key: String) -> Set<Int>? {
        guard let words = texts(key) else { return nil }
        guard !words.isEmpty else {
            reject(key, "a window without days never opens; say `never`")
            return nil
        }
        var days: Set<Int> = []
        for word in words {
            if let index = Weekday.names.firstIndex(of: word.value) {
                days.insert(index + 1)
            } else {
                complaints.add(
                    .settingsBadValue, MapCursor.notAWord(word.value, of: Weekday.names, for: "day"),
                    at: word.span)
            }
        }
        return days
    }

    /// The name of an IANA time zone.
    func zone(_ key: String) -> Located<String>? {
        guard let text = text(key) else { return nil }
        guard ZoneClock(text.value) != nil else {
            reject(key, "`\(text.value)` is no known time zone; use a name such as Europe/Berlin, or UTC")
            return nil
        }
        return text
    }
}
