/// Go's `time.Time`.
final class GoTime: GoObject {
    /// Since 1970.
    let seconds: Int64
    let nanoseconds: Int
    let zone: GoZone
    private let origins: Origins

    init(seconds: Int64, nanoseconds: Int = 0, zone: GoZone = .utc, _ origins: Origins) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.zone = zone
        self.origins = origins
    }

    /// January of year 1, what Go gives for a text that is no time.
    static let zeroSeconds: Int64 = -62_135_596_800

    /// The same moment elsewhere.
    func at(_ zone: GoZone) -> GoTime {
        GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone, origins)
    }

    func adding(_ duration: GoDuration) -> GoTime {
        var (seconds, nanoseconds) = (seconds &+ duration.nanoseconds / 1_000_000_000, self.nanoseconds)
        nanoseconds += Int(duration.nanoseconds % 1_000_000_000)
        if nanoseconds < 0 { (seconds, nanoseconds) = (seconds - 1, nanoseconds + 1_000_000_000) }
        if nanoseconds >= 1_000_000_000 {
            (seconds, nanoseconds) = (seconds + 1, nanoseconds - 1_000_000_000)
        }
        return GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone, origins)
    }

    var civil: CivilDate { CivilDate(seconds: seconds &+ Int64(zone.offset(at: seconds))) }

    func formatted(_ layout: String) throws -> String { try GoLayout(layout).format(self) }

    var typeName: String { "time.Time" }
    var printed: String {
        (try? formatted("2006-01-02 15:04:05.999999999 -0700 MST"))
            ?? (try? formatted("2006-01-02 15:04:05.999999999 -0700")) ?? ""
    }
    var contents: GoData { .missing }

    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        func int(_ index: Int) throws -> Int {
            guard arguments.count > index, let number = arguments[index].integer,
                number.magnitude < 1_000_000
            else { throw GoFault("wrong number or type of args for \(name)") }
            return Int(number)
        }
        func other() throws -> GoTime {
            guard case .object(let object)? = arguments.first?.data, let time = object as? GoTime else {
                throw GoFault("wrong type for value; expected time.Time")
            }
            return time
        }
        func time(_ time: GoTime) -> GoValue { GoValue(.object(time), origins) }
        let date = civil
        switch name {
        case "Format":
            guard arguments.count == 1, let layout = arguments[0].text else {
                throw GoFault("wrong number of args for Format: want 1 got \(arguments.count)")
            }
            return .string(try formatted(layout.string), origins.union(layout.origins))
        case "String": return .string(printed, origins)
        case "Unix": return GoValue(.int64(seconds), origins)
        case "UnixMilli":
            return GoValue(.int64(seconds &* 1000 &+ Int64(nanoseconds / 1_000_000)), origins)
        case "UnixMicro": return GoValue(.int64(seconds &* 1_000_000 &+ Int64(nanoseconds / 1000)), origins)
        case "UnixNano": return GoValue(.int64(seconds &* 1_000_000_000 &+ Int64(nanoseconds)), origins)
        case "Year": return .int(date.year, origins)
        case "Month":
            return GoValue(
                .object(GoNamedInt("time.Month", date.month, CivilDate.months[date.month - 1])), origins)
        case "Weekday":
            return GoValue(
                .object(GoNamedInt("time.Weekday", date.weekday, CivilDate.weekdays[date.weekday])), origins)
        case "Day": return .int(date.day, origins)
        case "YearDay": return .int(date.dayOfYear, origins)
        case "Hour": return .int(date.hour, origins)
        case "Minute": return .int(date.minute, origins)
        case "Second": return .int(date.second, origins)
        case "Nanosecond": return .int(nanoseconds, origins)
        case "UTC", "Local": return time(at(.utc))
        case "IsZero": return .bool(seconds == Self.zeroSeconds && nanoseconds == 0, origins)
        case "Before": return .bool(Self.isOrdered(self, try other()), origins)
        case "After": return .bool(Self.isOrdered(try other(), self), origins)
        case "Equal":
            let other = try other()
            return .bool(seconds == other.seconds && nanoseconds == other.nanoseconds, origins)
        case "AddDate":
            let offset = Int64(zone.offset(at: seconds))
            let moved = CivilDate.seconds(
                year: date.year + (try int(0)), month: date.month + (try int(1)),
                day: date.day + (try int(2)),
                hour: date.hour, minute: date.minute, second: date.second)
            return time(GoTime(seconds: moved - offset, nanoseconds: nanoseconds, zone: zone, origins))
        case "Add":
            guard case .object(let object)? = arguments.first?.data, let duration = object as? GoDuration
            else { throw GoFault("wrong type for value; expected time.Duration") }
            return time(adding(duration))
        case "Sub":
            let other = try other()
            return GoValue(.object(GoDuration(from: other, to: self)), origins)
        case "AppendFormat", "Clock", "Compare", "Date", "GoString", "GobEncode", "ISOWeek", "In", "IsDST",
            "Location", "MarshalBinary", "MarshalJSON", "MarshalText", "Round", "Truncate", "Zone",
            "ZoneBounds":
            throw GoFault("method \(name) of time.Time is not computed here", id: GoFault.unsupported)
        default: return nil
        }
    }

    private static func isOrdered(_ a: GoTime, _ b: GoTime) -> Bool {
        (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    }
}

/// A number with a name, such as a month.
final class GoNamedInt: GoObject {
    let typeName: String
    let printed: String
    private let number: Int

    init(_ typeName: String, _ number: Int, _ printed: String) {
        self.typeName = typeName
        self.number = number
        self.printed = printed
    }

    var contents: GoData { .int(Int64(number)) }
    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        name == "String" ? .string(printed) : nil
    }
}
