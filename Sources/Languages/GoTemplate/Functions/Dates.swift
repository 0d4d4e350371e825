extension GoFunctionTable {
    /// sprig's dates with the run's clock; the machine's own zone is UTC.
    mutating func addDates() {
        add("now", "", state: .changing) { call in
            call.run.isVolatile = true
            let origins = Origins(isVolatile: true)
            return GoValue(.object(GoTime(seconds: call.run.options.now, origins)), origins)
        }
        add("date", "sa") { call in
            .string(try Self.time(call, 1).at(.utc).formatted(call.string(0)), Self.origins(call, 1))
        }
        add("dateInZone", "sas") { call in
            .string(
                try Self.time(call, 1).at(GoZone(name: call.string(2))).formatted(call.string(0)),
                Self.origins(call, 1))
        }
        alias("date_in_zone", of: "dateInZone")
        add("htmlDate", "a") { call in
            .string(try Self.time(call, 0).at(.utc).formatted("2006-01-02"), Self.origins(call, 0))
        }
        add("htmlDateInZone", "as") { call in
            .string(
                try Self.time(call, 0).at(GoZone(name: call.string(1))).formatted("2006-01-02"),
                Self.origins(call, 0))
        }
        add("unixEpoch", "t") { call in
            .string(String(try Self.time(call, 0).seconds), call.origins)
        }
        add("toDate", "ss") { call in
            do {
                return GoValue(
                    .object(try GoLayout(call.string(0)).parse(call.string(1), call.origins)), call.origins)
            } catch let fault as GoFault where fault.id != GoFault.unsupported {
                return GoValue(.object(GoTime(seconds: GoTime.zeroSeconds, call.origins)), call.origins)
            }
        }
        add("mustToDate", "ss") { call in
            GoValue(
                .object(try GoLayout(call.string(0)).parse(call.string(1), call.origins)), call.origins)
        }
        add("dateModify", "st") { call in
            let time = try Self.time(call, 1)
            return GoValue(
                .object((try? GoDuration(call.string(0))).map(time.adding) ?? time), call.origins)
        }
        add("mustDateModify", "st") { call in
            GoValue(.object(try Self.time(call, 1).adding(GoDuration(call.string(0)))), call.origins)
        }
        alias("date_modify", of: "dateModify")
        alias("must_date_modify", of: "mustDateModify")
        add("ago", "a", state: .changing) { call in
            call.run.isVolatile = true
            let now = GoTime(seconds: call.run.options.now, .none)
            return .string(
                GoDuration(from: try Self.time(call, 0), to: now).rounded.printed,
                call.origins.union(Origins(isVolatile: true)))
        }
        add("duration", "a") { call in
            let seconds: Int64 =
                switch call.args[0].data {
                case .int64(let number): number
                case .string(let text): Int64(text.string) ?? 0
                default: 0
                }
            return .string(GoDuration(seconds: seconds).printed, call.origins)
        }
        add("durationRound", "a") { try Self.durationRound($0) }
    }

    /// The largest unit that fits.
    private static func durationRound(_ call: GoCall) throws -> GoValue {
        var origins = call.origins
        var size: UInt64 = 0
        switch call.args[0].data {
        case .string(let text): size = (try? GoDuration(text.string))?.nanoseconds.magnitude ?? 0
        case .int64(let number): size = number.magnitude
        case .object(let object):
            if let time = object as? GoTime {
                call.run.isVolatile = true
                origins.formUnion(Origins(isVolatile: true))
                let now = GoTime(seconds: call.run.options.now, .none)
                size = GoDuration(from: time, to: now).nanoseconds.magnitude
            }
        default: break
        }
        let hour: UInt64 = 3_600_000_000_000
        let units: [(UInt64, String)] = [
            (hour * 24 * 365, "y"), (hour * 24 * 30, "mo"), (hour * 24, "d"), (hour, "h"), (hour / 60, "m"),
            (hour / 3600, "s"),
        ]
        let unit = units.first { size > $0.0 }
        return .string(unit.map { "\(size / $0.0)\($0.1)" } ?? "0s", origins)
    }

    private static func time(_ call: GoCall, _ index: Int) throws -> GoTime {
        switch call.args[index].data {
        case .object(let object): if let time = object as? GoTime { return time }
        case .int(let number), .int64(let number): return GoTime(seconds: number, call.args[index].origins)
        default: break
        }
        call.run.isVolatile = true
        return GoTime(seconds: call.run.options.now, Origins(isVolatile: true))
    }

    /// The origins of the call; a date that is none stands for now.
    private static func origins(_ call: GoCall, _ index: Int) -> Origins {
        switch call.args[index].data {
        case .object, .int, .int64: call.origins
        default: call.origins.union(Origins(isVolatile: true))
        }
    }
}
