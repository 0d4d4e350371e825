internal import Model
internal import Ports

/// What the repositories of an organisation reserved together, as the watchdog reads it.
struct OrganisationAccount {
    /// The full reference name in the shared repository, as documented.
    static let reference = "refs/trimtab/organisation"

    private struct Reservation {
        var line: Int
        var repository: String
        var action: String
        var merge: String
        var time: Timestamp
        var returnedAt: Int?
        var isRestored = false
    }

    private let name: String
    private var reservations: [Reservation] = []

    /// Takes the lines of the shared ledger; `name` is what this repository is called there.
    init(_ lines: [WatchedLine], name: String) {
        self.name = name
        var places: [String: Int] = [:]
        for (index, line) in lines.enumerated() {
            let event = line.event
            guard event.details["effect"] == "reserve", let key = event.details["key"],
                let repository = event.details["repository"], let action = event.action
            else { continue }
            switch event.type {
            case "intent":
                places[key] = reservations.count
                reservations.append(
                    Reservation(
                        line: index, repository: repository, action: action,
                        merge: event.details["merge"] ?? "", time: event.time))
            case "abandoned" where line.isTrusted:
                if let place = places[key] { reservations[place].returnedAt = index }
            case "done":
                if let place = places[key] { reservations[place].isRestored = true }
            default: break
            }
        }
    }

    /// How many other actions of anybody had reserved before this merge did; nil when it never did.
    func used(before merge: String, action: String, per span: Double) -> Int? {
        guard let own = reservations.last(where: { $0.repository == name && $0.merge == merge }) else {
            return nil
        }
        let start = own.time.adding(seconds: -span)
        var actions: Set<[String]> = []
        for other in reservations where other.line < own.line && other.time > start {
            if let returned = other.returnedAt, returned < own.line, !other.isRestored { continue }
            guard other.repository != name || other.action != action else { continue }
            actions.insert([other.repository, other.action])
        }
        return actions.count
    }
}
