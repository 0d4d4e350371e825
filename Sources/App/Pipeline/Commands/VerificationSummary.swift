internal import Model
internal import Verification

/// What `trimtab verify` found.
public struct VerificationSummary: Sendable, Encodable {
    /// One merged change.
    public struct Line: Sendable, Encodable {
        /// Canonical target.
        public var target: String
        /// Pull request.
        public var pullRequest: Int?
        /// Value before.
        public var before: String?
        /// Value after.
        public var after: String?
        /// `pending`, or the outcome.
        public var state: String
        /// Sentences that say why.
        public var reasons: [String]
        /// What followed.
        public var reaction: String?
        /// Why what had to follow could not be done; the next run tries again.
        public var failure: String?

        init(_ merged: MergedChange, _ report: VerificationReport) {
            target = merged.target
            pullRequest = merged.pullRequest
            before = merged.before
            after = merged.after
            state = report.outcome?.rawValue ?? "pending"
            reasons = report.reasons
        }
    }

    /// All changes that were looked at.
    public var lines: [Line]
    /// Other things that people should know: who could not be paged.
    public var remarks: [String] = []

    /// True when a change did not work, or when what had to follow could not be done.
    public var hasProblems: Bool { lines.contains { $0.state == "did-not" || $0.failure != nil } }

    /// For people.
    public var text: String {
        let told = remarks.map { "\($0)\n" }.joined()
        guard !lines.isEmpty else { return "nothing waits for verification\n" + told }
        return lines.map { line in
            let number = line.pullRequest.map { "#\($0)  " } ?? ""
            let reaction = (line.reaction ?? line.failure.map { "failed: \($0)" }).map { "  → \($0)" } ?? ""
            return
                "\(number)\(line.target)  \(line.before ?? "?") → \(line.after ?? "?")  \(line.state): "
                + line.reasons.joined(separator: "; ") + reaction + "\n"
        }.joined() + told
    }
}
