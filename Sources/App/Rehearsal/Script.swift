internal import Model

/// One thing that happens in a rehearsal; the runs among them meet the faults of the script.
enum Act: Sendable {
    case sweep
    /// Alerts about these workloads arrive, each so many times.
    case respond([Int], copies: Int)
    case verify
    /// Hours pass.
    case wait(Double)
    /// The clock of the machine jumps by seconds, and comes back with the next jump.
    case clock(Double)
    case metrics(SignalFault)
    case lying(Bool)
    /// Alerts of others fire about these workloads, or about nobody.
    case alerts([Int])
    case person(Person)
    /// A run of another repository of the organisation wants to merge something.
    case elsewhere
    /// Somebody archives the days of the ledger that are over, and may be cut off in the middle.
    case archive
    /// Another program writes its own idea of a workload's request, in mebibytes, to the target branch.
    case automation(Int, mebibytes: Int)

    /// What people do.
    enum Person: String, Sendable {
        case mergesOldest = "merges the oldest pull request"
        case closesOldest = "closes the oldest pull request"
        case takesOver = "pushes to the bot's branch"
        case edits = "changes what the bot changed last"
        case revertsLast = "reverts the bot's last commit"
        case touchesNeighbour = "changes a neighbouring file"
        case halts = "pulls the kill switch"
        case resumes = "lets the bot go on"
    }
}

/// How often what goes wrong, in per cent of the runs.
struct FaultRates: Sendable {
    var kills = 12
    var lostAnswers = 10
    var outages = 6
    var concurrent = 8
}

/// What the policies of the estate say; everything else in them is fixed.
struct PolicyChoice: Sendable {
    var serviceActions = 1
    var repositoryActions = 3
    /// Mebibytes; nothing is made smaller.
    var least = 64
    var recurrence = 3
    var reviewBy = "2027-06-01"
    /// Days and hours for sweeps, or `always`.
    var sweep = "always"
    var freeze: (from: String, until: String)?
}

/// A rehearsal: who is there, what the policies say, what happens, and what goes wrong on the way.
struct Script: Sendable {
    var workloads: [Workload] = []
    var policy = PolicyChoice()
    /// Further files of the repository.
    var files: [String: String] = [:]
    /// What stands behind the first manifest in its file.
    var appendix = ""
    /// Whether the forge is elsewhere, where only what is signed grants.
    var isHosted = false
    /// Hours until production has what the target branch says; nil is never.
    var deploysAfter: Double? = 1
    var rates = FaultRates()
    var acts: [Act] = []
    /// How many merges a day all repositories of the organisation may make together; nil where they share no ledger.
    var organisation: Int?
    /// What goes together in one pull request.
    var grouping = GroupingScope.target
    /// Whether the ledger is archived during runs too.
    var isArchivedMeanwhile = false
    /// What alerts are annotated with.
    var annotations: Labels = [:]

    /// The files of the estate.
    var estate: [String: String] {
        var all = files
        for (index, workload) in workloads.enumerated() {
            all[workload.path] = workload.manifest(extra: index == 0 ? appendix : "")
        }
        let freeze =
            policy.freeze.map {
                "freezes:\n  - { from: \"\($0.from)\", to: \"\($0.until)\", reason: sale }\n"
            } ?? ""
        all[".trimtab.yml"] = "version: 1\nbranch: main\nposture: auto\nopenPullRequests: 20\n\(freeze)"
        all[".trimtab/policies/raise-memory.yaml"] = category(
            "raise-memory", action: "raise-or-tune",
            attributes: "resources.limits.memory, resources.requests.memory", sweep: "always",
            alert: "always", undo: "escalate", step: "50%")
        all[".trimtab/policies/shrink-memory.yaml"] = category(
            "shrink-memory", action: "shrink", attributes: "resources.requests.memory",
            sweep: policy.sweep, alert: "never", undo: "revert", step: "50%")
        return all
    }

    private func category(
        _ name: String, action: String, attributes: String, sweep: String, alert: String, undo: String,
        step: String
    ) -> String {
        let shared = organisation.map { "\n  - { scope: organisation, actions: \($0), per: 24h }" } ?? ""
        return """
            apiVersion: trimtab/v1
            kind: Category
            name: \(name)
            posture: auto
            group: \(grouping.rawValue)
            owner: team-shop
            reviewBy: \(policy.reviewBy)
            action: \(action)
            applies: { resources: [Deployment], attributes: [\(attributes)], paths: ["apps/**"] }
            bounds: { min: \(policy.least)Mi, max: 4Gi, step: \(step) }
            evidence: { history: 14d, coverage: 95%, freshness: 2h, confidence: 0.7 }
            budget:
              - { scope: service, actions: \(policy.serviceActions), per: 6h, then: wait }
              - { scope: repository, actions: \(policy.repositoryActions), per: 1h }\(shared)
            windows: { alert: \(alert), sweep: \(sweep) }
            gates: [parse, blast-radius]
            verify:
              applyBy: 4h
              for: 24h
              expect:
                - query: 'sum(increase(kube_pod_container_status_restarts_total{ {{target}} }[24h]))'
                  is: "="
                  than: 0
              else: \(undo)
            recurrence: { more: \(policy.recurrence), within: 7d, then: escalate }
            safetyCase:
              trigger: what was measured in two weeks
              falsePositives: [a rare peak]
              blastRadius: the pods of one workload
              reversal: revert the commit
              watch: [kills per day]
            """
    }
}
