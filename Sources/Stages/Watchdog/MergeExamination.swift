internal import Diagnostics
internal import Model
internal import Ports
internal import Settings

/// One merge of the bot, held against what was permitted and against the policy that stood before it.
struct MergeExamination {
    /// A bot's commit on the target branch.
    let commit: CommitRecord
    let action: String
    let grant: LedgerAccount.Grant
    /// The leave for everything that landed in this commit, this one's among it.
    let members: [LedgerAccount.Grant]
    let account: LedgerAccount
    let repository: any Repository
    let forge: any Forge
    let now: Timestamp
    let grace: TimeSpan
    /// What all repositories reserved; nil where it could not be read, or where they share no ledger.
    let shared: OrganisationAccount?
    /// Whether the operator names a ledger that repositories share.
    let sharesLedger: Bool
    /// What had become of the changes of its category.
    let record: WatchedRecords.Tally
    /// Whether merging without a person's hand has to be earned: everywhere but on the local forge.
    let mustBeEarned: Bool

    /// Clocks of forge and bot may differ by this.
    static let skew = 120.0

    var permit: WatchedEvent { grant.event }
    private var line: WatchedLine { account.lines[grant.line] }

    func findings() async throws -> [WatchdogFinding] {
        guard permit.type == "permit" else {
            return [finding(.noPermit, "the ledger tells of the merge, and of no leave for it")]
        }
        var found = try await bindings()
        guard let base = commit.parents.first else { return found }
        let settings = try await settings(at: base)
        guard let settings else {
            return found + [finding(.otherPolicy, ".trimtab.yml of the base cannot be read")]
        }
        guard let policy = try await policy(of: permit, at: base) else {
            return found + [
                finding(
                    .otherPolicy,
                    "the recorded policy \(permit.details["policy"] ?? "?") is not what stood at \(base.short)"
                )
            ]
        }
        let files = try await repository.changedPaths(from: base, to: commit.id)
        let overrides = settings.overrides.filter { $0.concerns(files, permit.service) }
        found += try await allowance(policy, settings, overrides)
        found += gates(policy)
        var policies: [WatchedPolicy] = []
        for member in members {
            if let policy = try await self.policy(of: member.event, at: base) { policies.append(policy) }
        }
        found += paths(policies, settings, files)
        found += moments(policy, settings, overrides)
        found += budgets(policy)
        found += verification(policy)
        return found
    }

    func finding(_ rule: WatchdogFinding.Rule, _ message: String) -> WatchdogFinding {
        WatchdogFinding(commit.id.rawValue, rule, message)
    }

    /// The event with the particulars of the merge itself.
    var particulars: WatchedEvent {
        for type in ["done", "intent"] {
            let index = account.lines(ofType: type).last {
                account.lines[$0].event.details["key"] == grant.key
            }
            if let index { return account.lines[index].event }
        }
        return permit
    }

    private var actionClass: String {
        // The merge of a group has the strictest class of all; what each member does stands in its leave.
        permit.details["class"] ?? particulars.details["class"] ?? ""
    }
    /// The action that stands for this member in budgets.
    var own: String { permit.action ?? action }
    var isRevert: Bool { actionClass == "roll-back" }

    // MARK: - What the permit was bound to

    private func bindings() async throws -> [WatchdogFinding] {
        var found: [WatchdogFinding] = []
        if !line.isTrusted {
            found.append(finding(.permitNotSigned, "permit \(permit.id) is not signed by a known key"))
        }
        found += try await order()
        if let base = permit.details["base"], commit.parents.map(\.rawValue) != [base] {
            let parents = commit.parents.map(\.short).joined(separator: " and ")
            found.append(finding(.wrongBase, "permitted onto \(base.prefix(10)), it stands on \(parents)"))
        }
        if let expires = permit.details["expires"].flatMap({ Timestamp($0) }) {
            if commit.committer.time.seconds(since: expires) > MergeExamination.skew {
                found.append(
                    finding(.permitExpired, "merged at \(commit.committer.time), permitted until \(expires)"))
            }
        } else {
            found.append(finding(.permitExpired, "permit \(permit.id) does not say until when"))
        }
        return found + (try await content())
    }

    /// The merge names the tip of the ledger that its permit stands on; that tip must be history, and hold it.
    private func order() async throws -> [WatchdogFinding] {
        guard let name = commit.trailers["Trimtab-Ledger"],
            try await repository.resolve(name) != nil
        else { return [finding(.permitAfterMerge, "the ledger that it names is not there")] }
        let tip = ObjectID(rawValue: name)
        let bytes = try await repository.read(line.file, at: tip) ?? []
        guard bytes.split(separator: 0x0A).contains(where: { $0.elementsEqual(line.bytes) }) else {
            return [
                finding(
                    .permitAfterMerge, "permit \(permit.id) was not in the ledger \(tip.short) that it names")
            ]
        }
        return []
    }

    /// Merging the permitted head again gives the same files.
    private func content() async throws -> [WatchdogFinding] {
        guard let head = permit.details["head"], let base = commit.parents.first else {
            return [finding(.wrongContent, "permit \(permit.id) names no head")]
        }
        guard try await repository.resolve(head) != nil else {
            return [
                finding(
                    .notExamined,
                    "the permitted head \(head.prefix(10)) is gone, so contents were not compared")
            ]
        }
        let again: ObjectID
        do {
            again = try await repository.makeMerge(
                of: ObjectID(rawValue: head), into: base, method: .squash, message: "examination\n",
                author: commit.author, committer: commit.committer)
        } catch let failure as Failure where failure.code == .conflict {
            return [
                finding(
                    .wrongContent, "the permitted head \(head.prefix(10)) does not merge onto \(base.short)")
            ]
        }
        guard try await repository.commit(again).tree == commit.tree else {
            return [
                finding(.wrongContent, "its files are not those of the permitted head \(head.prefix(10))")
            ]
        }
        return []
    }

    // MARK: - What the policy of that moment said

    private func policy(of permit: WatchedEvent, at base: ObjectID) async throws -> WatchedPolicy? {
        guard let path = permit.details["policy"], path.hasPrefix(".trimtab/policies/"),
            let blob = permit.details["policyBlob"], let name = permit.category,
            try await repository.blobID(path, at: base)?.rawValue == blob,
            let bytes = try await repository.read(path, at: base)
        else { return nil }
        return WatchedPolicy(SourceFile(path: path, bytes: bytes), named: name)
    }

    private func settings(at base: ObjectID) async throws -> WatchedSettings? {
        for path in [".trimtab.yml", ".github/.trimtab.yml"] {
            guard let bytes = try await repository.read(path, at: base) else { continue }
            return WatchedSettings(SourceFile(path: path, bytes: bytes))
        }
        return WatchedSettings()
    }

    private func allowance(
        _ policy: WatchedPolicy, _ settings: WatchedSettings, _ overrides: [WatchedOverride]
    ) async throws -> [WatchdogFinding] {
        var found: [WatchdogFinding] = []
        var most = min(policy.posture, settings.posture, WatchedPolicy.ceiling(ofClass: actionClass))
        for override in overrides { most = min(most, override.posture) }
        let approvals = overrides.map(\.approvals).reduce(policy.approvals, max)
        if permit.target?.hasPrefix("terraform:") == true, !policy.namesApply { most = min(most, .approve) }
        if permit.time.adding(seconds: -60) >= policy.reviewBy { most = min(most, .propose) }
        // A ledger of one repository cannot say what others spent.
        if !sharesLedger, policy.budgets.contains(where: { $0.scope == "organisation" }) {
            most = min(most, .propose)
        }
        let unearned = unearned(policy, min(policy.posture, WatchedPolicy.ceiling(ofClass: policy.action)))
        if let unearned { most = min(most, unearned.posture) }
        if !isRevert, policy.action != actionClass {
            found.append(finding(.notAllowed, "the policy allows \(policy.action), this is \(actionClass)"))
        }
        if isRevert, policy.verify == nil {
            found.append(finding(.notAllowed, "a revert that nobody watches was not allowed by itself"))
        }
        if actionClass == "shrink", policy.minimum == nil || policy.step == nil || policy.verify == nil {
            found.append(finding(.notAllowed, "a shrink without bound, step or verification"))
        }
        let needed = most == .approve ? max(1, approvals) : approvals
        if most < .approve {
            found.append(
                finding(
                    .notAllowed,
                    "the policy of that moment let only people merge it\(unearned.map { ": \($0.why)" } ?? "")"
                ))
        } else if needed > 0 {
            let people = try await peopleWhoApproved()
            if people.count < needed {
                found.append(
                    finding(
                        .notAllowed,
                        "\(needed) approvals of that head were needed, there are \(people.count)"
                            + (unearned.map { ": \($0.why)" } ?? "")))
            }
        }
        if isRevert {
            if !account.isReversal(permit, before: grant.line) {
                found.append(
                    finding(.notAReversal, "no merge of a change of the bot's set what it takes back"))
            }
        } else {
            found += bounds(policy)
        }
        return found
    }

    /// The posture that the record leaves of what was declared, and why; nil when it leaves all of it.
    ///
    /// Trouble takes one rung away, and acting without a person's hand is earned. Taking back asks for no record.
    private func unearned(_ policy: WatchedPolicy, _ declared: Posture) -> (posture: Posture, why: String)? {
        guard !isRevert, declared >= .approve else { return nil }
        if let why = record.trouble(at: permit.time) { return (declared == .auto ? .approve : .propose, why) }
        guard declared == .auto, mustBeEarned else { return nil }
        if let why = record.lack { return (.approve, why) }
        return policy.hasSafetyCase && !policy.budgets.isEmpty
            ? nil : (.approve, "the safety case is not whole")
    }

    /// What the editing proves itself is in every permit; what programs said is recorded with the tree they looked at.
    private func gates(_ policy: WatchedPolicy) -> [WatchdogFinding] {
        let passed = (permit.details["gates"] ?? "parse blast-radius").split(separator: " ").map(String.init)
        let missing = policy.gates.filter { !passed.contains($0) }
        guard missing.isEmpty else {
            return [finding(.gateNotPassed, "nothing says that \(missing.joined(separator: ", ")) passed")]
        }
        if let tree = permit.details["tree"], tree != commit.tree.rawValue {
            return [
                finding(.gateNotPassed, "the gates looked at the tree \(tree.prefix(10)), not at this one")
            ]
        }
        return []
    }

    private func bounds(_ policy: WatchedPolicy) -> [WatchdogFinding] {
        let (before, after) = (permit.before ?? "", permit.after ?? "")
        if let problem = policy.problem(from: before, to: after) { return [finding(.outsideBounds, problem)] }
        let isSize = permit.target.map {
            $0.contains(":resources.limits.") || $0.contains(":resources.requests.")
        }
        guard isSize == true, let old = Quantity(before), let new = Quantity(after) else { return [] }
        let shrinks = new.thousandths < old.thousandths
        guard shrinks == (actionClass == "shrink") else {
            return [finding(.notAllowed, "\(before) → \(after) is called \(actionClass)")]
        }
        return []
    }

    private func peopleWhoApproved() async throws -> Set<String> {
        guard let head = permit.details["head"] else { return [] }
        let bot = try await forge.actor.lowercased()
        var people = account.approvals(of: action, head: head, before: grant.line)
        if let number = permit.details["pullRequest"].flatMap({ Int($0) }) {
            people.formUnion(
                try await forge.approvals(of: number).filter { $0.commit.rawValue == head }.map(\.by))
        }
        return people.filter { !$0.isEmpty && ![bot, "trimtab"].contains($0.lowercased()) }
    }

    private func paths(
        _ policies: [WatchedPolicy], _ settings: WatchedSettings, _ files: [String]
    ) -> [WatchdogFinding] {
        files.compactMap { path in
            if WatchedSettings.forPeople.contains(where: { $0.matches(path) }) {
                return finding(.outsidePaths, "\(path) is for people to change")
            }
            if settings.excluded.contains(where: { $0.matches(path) }) {
                return finding(.outsidePaths, "\(path) was excluded by .trimtab.yml")
            }
            guard policies.contains(where: { policy in policy.paths.contains { $0.matches(path) } }) else {
                return finding(.outsidePaths, "\(path) lies outside the paths of the policy")
            }
            return nil
        }
    }

    private func moments(
        _ policy: WatchedPolicy, _ settings: WatchedSettings, _ overrides: [WatchedOverride]
    ) -> [WatchdogFinding] {
        var found: [WatchdogFinding] = []
        // What was decided in the last moment of a window is written down a little later.
        let earlier = permit.time.adding(seconds: -60)
        if !isRevert, !policy.isOpen(for: permit.trigger, at: permit.time),
            !policy.isOpen(for: permit.trigger, at: earlier)
        {
            found.append(
                finding(.outsideWindow, "the window for \(permit.trigger) was closed at \(permit.time)"))
        }
        for override in overrides
        where !isRevert && !override.isOpen(for: permit.trigger, at: permit.time)
            && !override.isOpen(for: permit.trigger, at: earlier)
        {
            found.append(
                finding(
                    .outsideWindow,
                    "the window of override \(override.name) for \(permit.trigger) was closed at \(permit.time)"
                ))
        }
        if settings.days.contains(where: { $0.include(permit.time) && $0.include(earlier) }) {
            found.append(finding(.frozen, "\(permit.time) lies in a day without automation"))
        }
        if settings.freezes.contains(where: { $0.from <= earlier && permit.time < $0.to }) {
            found.append(finding(.frozen, "\(permit.time) lies in a freeze"))
        }
        if let hold = account.standing(against: permit, before: grant.line) {
            found.append(
                finding(
                    .heldOrHalted, "\(hold.type) by \(hold.actor) since \(hold.time): \(hold.actual ?? "")"))
        }
        if !isRevert, let service = permit.service,
            let trouble = account.trouble(on: service, before: grant.line)
        {
            found.append(
                finding(
                    .incidentOpen,
                    "a change of \(trouble.target ?? service) had not worked at \(trouble.time)"))
        }
        return found
    }
}
