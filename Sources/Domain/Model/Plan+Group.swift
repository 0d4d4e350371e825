internal import Diagnostics

extension Plan {
    /// Puts plans together that are carried out by one commit.
    ///
    /// The members stand in the order of their targets, whatever the order of `members`, so that the same members give
    /// the same commit. The first one lends the group its category; its class is the strictest of all.
    ///
    /// - Parameters:
    ///   - members: at least one plan, all made on one base and none of them a group.
    ///   - group: what they have in common.
    public init(_ members: [Plan], as group: ChangeGroup) {
        let members = members.sorted { $0.target.canonical < $1.target.canonical }
        precondition(!members.isEmpty, "a group has a member")
        precondition(members.allSatisfy { $0.members.isEmpty && $0.base == members[0].base }, "one base")
        let strictest = members.map(\.actionClass).min { $0.ceiling < $1.ceiling }
        let isSame = Set(members.map(\.actionClass)).count == 1
        var finding = members[0].finding
        if members.count > 1 {
            finding.confidence = members.map(\.finding.confidence).min() ?? 0
            finding.signals = members.flatMap(\.finding.signals)
            (finding.statistics, finding.hypotheses, finding.plot, finding.played) = ([], [], [], nil)
            (finding.range, finding.fleet) = (nil, nil)
        }
        self.init(
            category: members[0].category,
            actionClass: isSame ? members[0].actionClass : strictest ?? members[0].actionClass,
            owner: Plan.distinct(members.map(\.owner)), changes: members.flatMap(\.changes), finding: finding,
            base: members[0].base, verification: VerificationPlan(members.compactMap(\.verification)),
            summary: members.count == 1
                ? members[0].summary : "size \(group.name), \(members.count) changes",
            reasoning: members.count == 1 ? members[0].reasoning : [], reversal: members[0].reversal,
            saving: Plan.sum(members.map(\.saving)))
        if members.allSatisfy({ $0.ownerSource == members[0].ownerSource }) {
            ownerSource = members[0].ownerSource
        }
        self.members = members
        self.group = group
    }

    /// The identity of one member in ledger and budgets.
    ///
    /// That of the first is the group's own, because one commit has one action.
    public func action(ofMember index: Int) -> ActionID {
        Plan.action(of: actionID, member: index, target: members[index].target.canonical)
    }

    /// The same from what ledger and evidence know.
    public static func action(of group: ActionID, member index: Int, target: String) -> ActionID {
        index == 0 ? group : ActionID(of: ["member", group.rawValue, target])
    }

    private static func distinct(_ names: [String]) -> String {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.joined(separator: ", ")
    }

    /// The whole, where all of it has one currency and one source of prices.
    private static func sum(_ savings: [Saving]) -> Saving {
        var total = 0.0
        var price: (currency: String, source: String)?
        for saving in savings {
            switch saving {
            case .unpriced: return .unpriced
            case .none: continue
            case .monthly(let amount, let currency, let source):
                if let price, price != (currency, source) { return .unpriced }
                price = (currency, source)
                total += (amount * 100).rounded() / 100
            }
        }
        guard let price else { return .none }
        return .monthly(amount: total, currency: price.currency, source: price.source)
    }
}

extension VerificationPlan {
    /// The plan of a group; nil where nothing of it can be observed.
    ///
    /// It is over when all parts are, and undone as a whole only where each part says so.
    public init?(_ parts: [VerificationPlan]) {
        guard var plan = parts.first else { return nil }
        guard parts.count > 1 else {
            self = plan
            return
        }
        plan.applyBy = parts.map(\.applyBy).max() ?? plan.applyBy
        plan.watch = parts.map(\.watch).max() ?? plan.watch
        plan.expectations = []
        plan.otherwise = parts.allSatisfy { $0.otherwise == .revert } ? .revert : .escalate
        plan.parts = parts
        self = plan
    }
}

extension Plan {
    /// The categories of all members, each once, in their order.
    public var categories: [String] {
        guard !members.isEmpty else { return [category] }
        var seen: Set<String> = []
        return members.map(\.category).filter { seen.insert($0).inserted }
    }
}
