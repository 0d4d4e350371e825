internal import Diagnostics
public import Model
internal import Policy
internal import Ports
internal import Settings

/// `trimtab policy explain`: why a change may or may not merge now, with the file and line of every input.
///
/// The road is travelled as in a dry run; nothing outward happens.
public struct PolicyExplaining: Sendable {
    /// One change, or one category where there is no change.
    public struct Part: Sendable, Encodable {
        /// What it is about: `prod Deployment/checkout/app memory limit 512Mi → 768Mi`.
        public var heading: String
        /// Why it stopped before policy was asked, or after; nil when it may merge.
        public var hold: String?
        /// The decision, every input with its source.
        public var decision: DecisionNode?
    }

    /// The answer.
    public struct Explanation: Sendable, Encodable {
        /// What was asked.
        public var subject: String
        /// Changes that are about it; when there are none, the categories that would decide about one.
        public var parts: [Part]
        /// True when `parts` are categories.
        public var isGeneral: Bool
        /// Why no change was looked for, where none was.
        var remark = ""

        private enum CodingKeys: CodingKey { case subject, parts, isGeneral }

        /// For people.
        public var text: String {
            var blocks: [String] = []
            if isGeneral {
                let why = remark.isEmpty ? "no change of \(subject) is due; " : remark
                blocks.append("\(why)this is what policy would say to one\n")
            }
            for part in parts {
                var block = isGeneral ? "" : part.heading + "\n"
                if let hold = part.hold { block += "held: \(hold)\n" }
                if let decision = part.decision { block += decision.rendered }
                blocks.append(block)
            }
            return blocks.joined(separator: "\n")
        }
    }

    private let options: RunOptions
    private let progress: ProgressLine

    /// Explains in the repository of `options`; they are taken as a dry run.
    public init(_ options: RunOptions, progress: ProgressLine = ProgressLine()) {
        var options = options
        options.isDryRun = true
        self.options = options
        self.progress = progress
    }

    /// Explains a pull request or a target; everything that is due when `subject` is empty.
    ///
    /// A pull request is `12` or `#12`; a target is what tables print (`prod Deployment/checkout/app`), of which whole
    /// words are enough (`Deployment/checkout`, `prod`). `alert` is an Alertmanager payload and its name, when the change
    /// answers an alert.
    ///
    /// - Throws: `Failure` when there is no such pull request; ``InvalidFiles`` for policies with errors.
    public func explain(
        _ subject: String, alert: (payload: [UInt8], name: String)? = nil
    ) async throws -> Explanation {
        let workspace = try await Workspace.open(options, progress: progress)
        let pull = try await pullRequest(subject, workspace)
        if let pull, pull.state == .merged { return try await merged(pull, subject, workspace) }
        let isDeaf =
            options.signalsDirectory == nil && options.prometheusURL == nil
            && workspace.operatorSettings.metrics == nil
        if isDeaf {
            return Explanation(
                subject: subject, parts: try await general(pull == nil ? subject : "", workspace),
                isGeneral: true, remark: "without signals (--prometheus, --signals) no change is known; ")
        }
        let road = Road(workspace)
        let report: RunReport
        if let alert {
            report = try await road.respond(to: alert.payload, from: alert.name)
        } else {
            report = try await road.sweep()
        }
        let rows = report.rows.filter { row in
            if let pull { return row.branch == pull.head || row.pullRequest == pull.number }
            return Self.names(subject, row.target)
        }
        if !rows.isEmpty {
            return Explanation(subject: subject, parts: rows.map(Self.part), isGeneral: false)
        }
        return Explanation(
            subject: pull.map { "#\($0.number)" } ?? (subject.isEmpty ? "anything" : subject),
            parts: try await general(pull == nil ? subject : "", workspace), isGeneral: true)
    }

    /// What the ledger kept of a decision that was carried out.
    private func merged(
        _ pull: PullRequest, _ subject: String, _ workspace: Workspace
    ) async throws -> Explanation {
        let explanation = try await Explainer(workspace).explain("\(pull.number)", rerun: false)
        return Explanation(
            subject: subject,
            parts: [Part(heading: "#\(pull.number) merged: \(pull.title)", decision: explanation.decision)],
            isGeneral: false)
    }

    private func pullRequest(_ subject: String, _ workspace: Workspace) async throws -> PullRequest? {
        guard subject.count < 8, let number = Int(subject.drop { $0 == "#" }) else { return nil }
        return try await workspace.forge.pullRequest(number)
    }

    /// What policy would say about any change of the subject's kind.
    private func general(_ subject: String, _ workspace: Workspace) async throws -> [Part] {
        let run = workspace.context(.sweep)
        let arrival = try await Arrival(run: run, tip: workspace.tip).seen()
        let policies = try CategoryLoader().load(from: workspace.tree)
        let moment = PolicyMoment(
            now: run.time.now(), operatorSettings: run.operatorSettings,
            ledger: try await run.facts(arrival.ledger),
            incident: .clear, halt: await workspace.halt.reading())
        let words = subject.split { $0 == " " || $0 == "/" || $0 == "." }.map(String.init)
        let trees = EffectivePolicy(policies, repository: run.settings, moment: moment)
        let kind = words.first {
            !trees.trees(kind: $0).isEmpty && $0.contains { $0.isUppercase || $0 == "_" }
        }
        return trees.trees(kind: kind).map { Part(heading: $0.label, decision: $0) }
    }

    /// True when all words of `subject` are words of `target`, in a row.
    static func names(_ subject: String, _ target: String) -> Bool {
        let separators: (Character) -> Bool = { " /".contains($0) }
        let wanted = subject.split(whereSeparator: separators)
        let present = target.split(whereSeparator: separators)
        guard wanted.count <= present.count else { return false }
        return (0...(present.count - wanted.count)).contains { start in
            present[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }

    private static func part(_ row: RunReport.Row) -> Part {
        var heading = "\(row.target) \(row.what) \(row.before ?? "?") → \(row.after ?? "–")"
        if let category = row.category { heading += "   category \(category)" }
        if let origin = row.origin { heading += "   (\(origin))" }
        let hold = row.decision == nil ? row.detail ?? row.reason : nil
        return Part(heading: heading, hold: hold, decision: row.decision)
    }
}
