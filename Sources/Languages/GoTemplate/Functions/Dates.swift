extension GoFunctionTable {
    /// sprig's dates with the run's clock, in UTC.
    mutating func addDates() {
        add("now", "") { call in
            call.run.isVolatile = true
            return GoValue(.object(GoTime(seconds: call.run.options.now)), Origins(isVolatile: true))
        }
        add("date", "sa") { .string(Self.time($0, 1).formatted($0.string(0)), $0.origins) }
        add("dateInZone", "sas") { .string(Self.time($0, 1).formatted($0.string(0)), $0.origins) }
        alias("date_in_zone", of: "dateInZone")
        add("htmlDate", "a") { .string(Self.time($0, 0).formatted("2006-01-02"), $0.origins) }
        add("unixEpoch", "a") { .string(String(Self.seconds($0, 0)), $0.origins) }
    }

    private static func seconds(_ call: GoCall, _ index: Int) -> Int64 {
        if case .object(let object) = call.args[index].data, let time = object as? GoTime {
            return time.seconds
        }
        if let number = call.args[index].integer { return number }
        call.run.isVolatile = true
        return call.run.options.now
    }

    private static func time(_ call: GoCall, _ index: Int) -> CivilDate {
        CivilDate(seconds: seconds(call, index))
    }
}

/// Go's `time.Time`, in UTC, to the second.
final class GoTime: GoObject {
    let seconds: Int64
    init(seconds: Int64) { self.seconds = seconds }

    var typeName: String { "time.Time" }
    var printed: String { CivilDate(seconds: seconds).formatted("2006-01-02 15:04:05 -0700 MST") }
    var contents: GoData { .missing }

    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        let date = CivilDate(seconds: seconds)
        let origins = Origins(isVolatile: true)
        switch name {
        case "Format": return .string(date.formatted(arguments.first?.text?.string ?? ""), origins)
        case "Unix": return GoValue(.int64(seconds), origins)
        case "Year": return .int(date.year, origins)
        case "Day": return .int(date.day, origins)
        case "Hour": return .int(date.hour, origins)
        case "Minute": return .int(date.minute, origins)
        case "Second": return .int(date.second, origins)
        case "UTC", "Local": return GoValue(.object(self), origins)
        default: return nil
        }
    }
}
