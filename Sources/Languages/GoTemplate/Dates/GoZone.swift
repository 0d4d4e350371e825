import Foundation

/// Where a time is read off the clock.
enum GoZone {
    /// Also what stands for the machine's own zone, so that two machines agree.
    case utc
    /// An offset in seconds, as a text gave it, with a name or none.
    case fixed(Int, String)
    /// A zone of the database.
    case named(TimeZone)

    /// The zone of a name as Go's `LoadLocation` finds it; unknown names are UTC, as sprig has it.
    ///
    /// - Throws: for a name of which it is not known whether Go would find it.
    init(name: String) throws {
        guard !["", "UTC", "Local"].contains(name), !name.contains(".."), !name.hasPrefix("/"),
            !name.hasPrefix("\\"), let zone = TimeZone(identifier: name)
        else {
            self = .utc
            return
        }
        guard name.contains("/") || Self.plainNames.contains(name) else {
            throw GoFault("time zone \"\(name)\" is not in the database here", id: GoFault.unsupported)
        }
        self = .named(zone)
    }

    /// Names of the database without a slash.
    private static let plainNames: Set<String> = [
        "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GMT", "Greenwich", "HST",
        "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "MET", "MST", "MST7MDT", "NZ", "Navajo",
        "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "Universal",
        "WET", "Zulu",
    ]

    func offset(at seconds: Int64) -> Int {
        switch self {
        case .utc: 0
        case .fixed(let offset, _): offset
        case .named(let zone): zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        }
    }

    /// `CET` and the like.
    ///
    /// - Throws: where the abbreviation is not known.
    func abbreviation(at seconds: Int64) throws -> String {
        switch self {
        case .utc: return "UTC"
        case .fixed(let offset, let name): return name.isEmpty ? Self.text(offset, colon: false) : name
        case .named(let zone):
            let date = Date(timeIntervalSince1970: Double(seconds))
            guard let text = zone.abbreviation(for: date), !text.hasPrefix("GMT") || text == "GMT" else {
                throw GoFault(
                    "the abbreviation of time zone \"\(zone.identifier)\" is not known here",
                    id: GoFault.unsupported)
            }
            return text
        }
    }

    static func text(_ offset: Int, colon: Bool) -> String {
        let size = abs(offset)
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return (offset < 0 ? "-" : "+") + two(size / 3600) + (colon ? ":" : "") + two(size / 60 % 60)
    }
}
