internal import Foundation

/// What would have happened over the window had one amount been in force from its beginning.
public struct PlayedAmount: Hashable, Sendable, Codable {
    /// Cores or bytes.
    public var amount: Double
    /// Samples above it.
    public var above: Int
    /// Samples above it that follow one which was not: kills, where it is a memory limit.
    public var crossings: Int
    /// Share of it that was not used, on average, 0…1.
    public var slack: Double
    /// How many days of 30 are to be expected to pass it; nil for cores, and where too few days tell.
    public var monthlyPasses: Double?

    /// Makes a played amount.
    public init(amount: Double, above: Int, crossings: Int, slack: Double, monthlyPasses: Double? = nil) {
        self.amount = amount
        self.above = above
        self.crossings = crossings
        self.slack = slack
        self.monthlyPasses = monthlyPasses
    }
}

/// The window played with each amount that planning may choose, so that no sample has to be kept.
public struct PlayedWindow: Hashable, Sendable, Codable {
    /// Samples that were played.
    public var samples: Int
    /// What happened with each amount, the least first; at least one.
    public var amounts: [PlayedAmount]
    /// Kills for memory that did happen under the limit in force.
    public var kills: Int

    /// Makes a played window and puts the amounts in order.
    public init(samples: Int, amounts: [PlayedAmount], kills: Int = 0) {
        self.samples = samples
        self.amounts = amounts.sorted { $0.amount < $1.amount }
        self.kills = kills
    }

    /// What happened with `amount`, or with the greatest that was played below it: never better than it was.
    public func play(at amount: Double) -> PlayedAmount? {
        amounts.last { $0.amount <= amount * (1 + 1e-9) }
    }
}

/// Money's other half: what the old and the new value would have done over the window, and what is to be expected of them.
public struct Outlook: Hashable, Sendable, Codable {
    /// What one value does.
    public struct Side: Hashable, Sendable, Codable {
        /// The value as the file says it.
        public var value: String
        /// Samples of the window above it.
        public var above: Int
        /// Kills for memory over the window; nil where the value is no limit.
        public var kills: Int?
        /// Share of it that was not used, on average, 0…1.
        public var slack: Double
        /// Chance that it is exceeded: of cores at any moment, of memory in 30 days; nil where nothing tells.
        public var exceeded: Double?
        /// Chance of a kill for memory in 30 days; nil for cores, without a limit, and where nothing tells.
        public var kill: Double?
    }

    /// Cores or bytes.
    public var unit: MeasureUnit
    /// Samples of the window.
    public var samples: Int
    /// With the value in force.
    public var before: Side
    /// With the value proposed.
    public var after: Side

    /// The outlook of a change from one value to another; nil where nothing was played.
    ///
    /// - Parameters:
    ///   - finding: what was seen, with its played window.
    ///   - before: the value in force, as the file says it.
    ///   - after: the value proposed, as it will be written.
    public init?(_ finding: Finding, before: String, after: String) {
        guard let played = finding.played, played.samples > 0, let now = Quantity(before)?.value,
            let then = Quantity(after)?.value, let old = played.play(at: now),
            let new = played.play(at: then)
        else { return nil }
        unit = finding.plotUnit
        samples = played.samples
        let isLimit = finding.target.attribute.contains("limits")
        let isBoth = finding.tiedTo.contains { $0.attribute.contains("limits") }
        let limit = finding.statistics.first { $0.name == "limit" }.flatMap { played.play(at: $0.value) }
        let isMemory = finding.plotUnit == .bytes
        func side(_ text: String, _ play: PlayedAmount, isOld: Bool) -> Side {
            // The limit beside a request stays as it is, and goes on killing where it does.
            let decides = isLimit || isBoth ? play : limit
            let happened = isOld || !(isLimit || isBoth) ? played.kills : 0
            return Side(
                value: text, above: play.above,
                kills: isMemory ? decides.map { max($0.crossings, happened) } : nil, slack: play.slack,
                // A limit on cores hides what would be used above it.
                exceeded: isMemory
                    ? play.monthlyPasses.map(Outlook.chance)
                    : isLimit ? nil : Double(play.above + 1) / Double(played.samples + 2),
                kill: isMemory ? decides.flatMap { $0.monthlyPasses }.map(Outlook.chance) : nil)
        }
        self.before = side(before, old, isOld: true)
        self.after = side(after, new, isOld: false)
    }

    /// The chance of at least one where so many are to be expected: a Poisson count.
    static func chance(_ expected: Double) -> Double { 1 - exp(-max(0, expected)) }

    /// `<0.1%`, `0.7%`, `12%`, `>99%`: chances are estimates, and never certain.
    public static func text(chance: Double) -> String {
        if chance < 0.001 { return "<0.1%" }
        if chance > 0.99 { return ">99%" }
        return "\((chance * 100).fixed(chance < 0.0995 ? 1 : 0))%"
    }

    /// `kill 2.1%/mo`, `above 0.7%`: what the new value risks, in a cell of a table.
    public var risk: String {
        if let kill = after.kill { return "kill \(Outlook.text(chance: kill))/mo" }
        guard let exceeded = after.exceeded else { return "–" }
        return "above \(Outlook.text(chance: exceeded))" + (unit == .bytes ? "/mo" : "")
    }

    /// Rows for people: what, with the old value, with the new one.
    public var rows: [(name: String, before: String, after: String)] {
        func row(_ name: String, _ text: (Side) -> String?) -> [(name: String, before: String, after: String)]
        {
            guard let old = text(before), let new = text(after) else { return [] }
            return [(name, old, new)]
        }
        let share = { (side: Side) in
            let part =
                side.above == 0 ? "" : " (\(Outlook.text(chance: Double(side.above) / Double(samples))))"
            return "\(side.above.grouped)\(part)"
        }
        return row("samples above it, of \(samples.grouped)", share)
            + row("kills for memory") { $0.kills.map { $0.grouped } }
            + row("unused on average") { "\(($0.slack * 100).fixed(0))%" }
            + row(unit == .bytes ? "chance to pass it in 30 days" : "chance to be above it at any moment") {
                // What passes a limit is killed: one row says it.
                $0.exceeded == $0.kill ? nil : $0.exceeded.map(Outlook.text)
            }
            + row("chance of a kill in 30 days") { $0.kill.map(Outlook.text) }
    }
}
