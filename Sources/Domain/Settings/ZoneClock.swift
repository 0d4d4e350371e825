internal import Foundation
public import Model

/// Wall-clock time in a named IANA zone, summer time included.
public struct ZoneClock: Sendable {
    /// What a clock on the wall shows.
    public struct Wall: Hashable, Sendable {
        /// 1 Monday … 7 Sunday.
        public var weekday: Int
        /// Minutes since midnight as the clock shows them, 0…1439.
        public var minute: Int
    }

    private let zone: TimeZone

    /// Nil when the machine knows no such zone; abbreviations such as `CET` or `EST` are refused, because they lie half
    /// of the year.
    public init?(_ name: String) {
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        self.zone = zone
    }

    /// What the wall clock shows at a moment.
    public func wall(at time: Timestamp) -> Wall {
        let civil = time.adding(seconds: offset(at: time)).civil
        return Wall(weekday: civil.weekday, minute: civil.hour * 60 + civil.minute)
    }

    /// The moment at which the wall clock first shows midnight, or what follows it, of the day written as UTC in `day`.
    public func start(ofDay day: Timestamp) -> Timestamp { moment(showing: day) }

    /// The moment whose wall clock reads as `wall` does in UTC; one that is skipped gives the moment of the change.
    public func moment(showing wall: Timestamp) -> Timestamp {
        // Offsets before and after bracket every change of offset; the earlier fitting moment is the first occurrence.
        let offsets = [-1, 1].map { offset(at: wall.adding(seconds: Double($0) * 86_400)) }
        let candidates = offsets.map { wall.adding(seconds: -$0) }.sorted()
        if let fitting = candidates.first(where: { $0.adding(seconds: offset(at: $0)) == wall }) {
            return fitting
        }
        guard let first = candidates.first, let change = transition(after: first) else { return wall }
        return change
    }

    private func offset(at time: Timestamp) -> Double {
        Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)))
    }

    private func transition(after time: Timestamp) -> Timestamp? {
        zone.nextDaylightSavingTimeTransition(
            after: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000 - 1)
        ).map { Timestamp(milliseconds: Int64(($0.timeIntervalSince1970 * 1000).rounded())) }
    }
}
