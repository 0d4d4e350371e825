public import Model
public import Settings

/// Where a category stands on the ladder observe → propose → approve → auto, and what the next rung asks for.
///
/// The numbers come from the ledger and the demands are compiled in. Climbing is a change of the policy file that a person
/// merges; nothing here changes a posture.
public struct Ladder: Sendable {
    /// One category on the ladder.
    public struct Rung: Hashable, Sendable, Codable {
        /// The category's name.
        public var category: String
        /// `path:line` of its posture.
        public var source: String
        /// The posture that its file names.
        public var posture: String
        /// What its class allows at most.
        public var ceiling: String
        /// What became of its changes.
        public var record: TrackRecord
        /// The posture above; nil at the top, or where the class forbids more.
        public var next: String?
        /// What the next posture asks for and the record does not show, or what the present one asks for when it stands
        /// higher than its record.
        public var missing: [String]
        /// True when the record would not earn the present posture.
        public var isAboveRecord: Bool
        /// The posture that decisions start from: lower than the file's where the record takes a rung away.
        public var acts: String
    }

    /// Changes that worked before approvals may replace merges by hand.
    static let successesForApprove = 3
    /// Changes that worked under a person's eyes before none is asked.
    static let successesForAuto = 10
    /// Share of changes in trouble that `auto` bears.
    static let mostTrouble = 0.05
    /// Days without trouble before a posture is raised.
    static let quietDays = 14.0
    /// How long trouble keeps a category lower.
    public static let quiet = TimeSpan(seconds: quietDays * 86_400)

    private let now: Timestamp
    private let isLocal: Bool

    /// The ladder at a moment; on the local forge nothing has to be earned.
    public init(at now: Timestamp, isLocal: Bool = false) {
        self.now = now
        self.isLocal = isLocal
    }

    /// Where each category stands, by name.
    public func rungs(_ policies: PolicySet, records: [String: TrackRecord]) -> [Rung] {
        policies.categories.map(\.category).sorted { $0.name < $1.name }.map { category in
            rung(category, records[category.name] ?? TrackRecord(category: category.name))
        }
    }

    /// A category that trouble keeps lower than its file says.
    public struct Demotion: Hashable, Sendable {
        /// The category.
        public var category: Category
        /// What is left of its posture.
        public var acts: Posture
        /// When a change last failed or was taken back.
        public var since: Timestamp
        /// What went wrong.
        public var why: String
    }

    /// The categories in trouble, by name; what was never earned is no demotion.
    public func demotions(_ policies: PolicySet, records: [String: TrackRecord]) -> [Demotion] {
        policies.categories.map(\.category).sorted { $0.name < $1.name }.compactMap { category in
            let declared = min(category.posture, category.action.ceiling)
            guard declared >= .approve, let record = records[category.name], let why = trouble(record),
                let since = record.lastTrouble
            else { return nil }
            return Demotion(
                category: category, acts: acting(declared, category, record).posture, since: since, why: why)
        }
    }

    private func rung(_ category: Category, _ record: TrackRecord) -> Rung {
        let ceiling = category.action.ceiling
        let present = min(category.posture, ceiling)
        let unearned = demands(of: present, category, record)
        let next = Posture.allCases.sorted().first { $0 > present && $0 <= ceiling }
        return Rung(
            category: category.name, source: category.source("posture"), posture: category.posture.name,
            ceiling: ClassRule.word(ceiling), record: record,
            next: unearned.isEmpty ? next?.name : nil,
            missing: unearned.isEmpty ? next.map { demands(of: $0, category, record) } ?? [] : unearned,
            isAboveRecord: !unearned.isEmpty, acts: acting(present, category, record).posture.name)
    }

    /// The posture that is left of `declared`, and why it is lower.
    ///
    /// Trouble takes one rung away at once; `auto` has to be earned.
    func acting(_ declared: Posture, _ category: Category, _ record: TrackRecord) -> (
        posture: Posture, why: String?
    ) {
        guard declared >= .approve else { return (declared, nil) }
        if let trouble = trouble(record) { return (declared == .auto ? .approve : .propose, trouble) }
        guard declared == .auto, !isLocal else { return (declared, nil) }
        let missing = demands(of: .auto, category, record)
        guard missing.isEmpty else {
            return (.approve, "auto is not earned: \(missing.joined(separator: "; "))")
        }
        return (.auto, nil)
    }

    /// What a posture asks for that is not there.
    private func demands(of posture: Posture, _ category: Category, _ record: TrackRecord) -> [String] {
        guard posture >= .approve else { return [] }
        var missing: [String] = []
        if posture == .approve {
            need(Ladder.successesForApprove, record.worked, "that worked", &missing)
        } else {
            need(
                Ladder.successesForAuto, record.supervisedAndWorked,
                "that people merged or approved and that worked", &missing)
            if let share = tooMuchTrouble(in: record) { missing.append(share) }
            if record.usualReversal == nil { missing.append("undoing was never measured") }
            let gaps = CategoryRule.missing(in: category)
            if !gaps.isEmpty { missing.append("the safety case misses \(gaps.joined(separator: ", "))") }
        }
        if let recent = recentTrouble(in: record) { missing.append(recent) }
        if now >= category.reviewBy { missing.append("its review was due \(category.reviewBy.dateText)") }
        return missing
    }

    /// Why a category stands lower than its file says, whatever it earned before; nil when nothing went wrong of late.
    private func trouble(_ record: TrackRecord) -> String? {
        recentTrouble(in: record) ?? tooMuchTrouble(in: record)
    }

    private func tooMuchTrouble(in record: TrackRecord) -> String? {
        guard let share = record.troubleShare, share > Ladder.mostTrouble else { return nil }
        return
            "\(Words.percent(share)) were undone or did not work, at most \(Words.percent(Ladder.mostTrouble)) may"
    }

    private func recentTrouble(in record: TrackRecord) -> String? {
        guard let last = record.lastTrouble, now.seconds(since: last) < Ladder.quietDays * 86_400 else {
            return nil
        }
        return "trouble on \(last.dateText); \(Int(Ladder.quietDays)) quiet days are asked"
    }

    private func need(_ wanted: Int, _ present: Int, _ what: String, _ missing: inout [String]) {
        if present < wanted { missing.append("\(present) of \(wanted) changes \(what)") }
    }
}
