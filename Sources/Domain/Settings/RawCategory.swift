internal import Diagnostics
internal import Model

/// A category file as written: every field optional, every position kept.
struct RawCategory {
    static let keys = [
        "apiVersion", "kind", "name", "posture", "owner", "reviewBy", "action", "applies", "bounds",
        "evidence",
        "budget", "windows", "gates", "checks", "approvals", "verify", "appliedWhen", "recurrence",
        "safetyCase", "strategy", "group",
    ]
    static let appliesKeys = ["resources", "attribute", "attributes", "paths"]
    static let boundsKeys = ["min", "max", "step", "choices"]
    static let evidenceKeys = [
        "history", "coverage", "freshness", "confidence", "samples", "gap", "duplicates", "restarts",
        "skew", "partial",
    ]
    static let budgetKeys = ["scope", "actions", "per", "resets", "then"]
    static let recurrenceKeys = ["more", "within", "then"]
    static let safetyCaseKeys = ["trigger", "falsePositives", "blastRadius", "reversal", "watch"]

    var apiVersion: Located<String>?
    var kind: Located<String>?
    var name: Located<String>?
    var posture: Located<Posture>?
    var owner: Located<String>?
    var reviewBy: Located<Timestamp>?
    var action: Located<ActionClass>?
    var applies: MapCursor?
    var resources: [Located<String>]?
    var attributes: [Located<String>]?
    var paths: [Located<String>]?
    var minimum: Located<Quantity>?
    var maximum: Located<Quantity>?
    var step: Located<Step>?
    var choices: [Located<String>]?
    var evidence: MapCursor?
    var history: Located<TimeSpan>?
    var coverage: Located<Double>?
    var freshness: Located<TimeSpan>?
    var gap: Located<TimeSpan>?
    var duplicates: Located<Double>?
    var restarts: Located<Int>?
    var skew: Located<TimeSpan>?
    var takesPartial: Located<Bool>?
    var confidence: Located<Double>?
    var samples: Located<Int>?
    var budgets: [RawBudget]
    var windows: RawWindows?
    var gates: [Located<String>]?
    var checks: [Located<String>]?
    var approvals: Located<Int>?
    var verify: RawVerify?
    var appliedWhen: Located<String>?
    var recurrence: RawRecurrence?
    var safetyCase: SafetyCase?
    var strategy: Located<SizingStrategyName>?
    var group: Located<GroupingScope>?

    /// Reads all keys of an opened category file.
    init(_ file: MapCursor) {
        apiVersion = file.text("apiVersion")
        kind = file.text("kind")
        name = file.text("name")
        posture = file.word("posture", of: Posture.words)
        owner = file.text("owner")
        reviewBy = file.moment("reviewBy")
        action = file.word("action", of: ActionClass.allCases.map { ($0.rawValue, $0) })
        applies = file.map("applies", keys: RawCategory.appliesKeys)
        resources = applies?.texts("resources")
        attributes = applies.flatMap { RawCategory.attributes(of: $0) }
        paths = applies?.globs("paths")
        let bounds = file.map("bounds", keys: RawCategory.boundsKeys)
        minimum = bounds?.quantity("min")
        maximum = bounds?.quantity("max")
        step = bounds.flatMap { RawCategory.step(of: $0) }
        choices = bounds?.texts("choices")
        evidence = file.map("evidence", keys: RawCategory.evidenceKeys)
        history = evidence?.timeSpan("history")
        coverage = evidence?.share("coverage")
        freshness = evidence?.timeSpan("freshness")
        confidence = evidence?.share("confidence")
        samples = evidence?.integer("samples", in: 0...Int.max)
        gap = evidence?.timeSpan("gap")
        duplicates = evidence?.share("duplicates")
        restarts = evidence?.integer("restarts", in: 0...Int.max)
        skew = evidence?.timeSpan("skew")
        takesPartial = evidence?.word("partial", of: [("kills", true), ("never", false)])
        budgets = file.maps("budget", keys: RawCategory.budgetKeys, each: "a budget").map(RawBudget.init)
        windows = file.map("windows", keys: RawWindows.keys).map(RawWindows.init)
        gates = file.texts("gates")
        checks = file.texts("checks")
        approvals = file.integer("approvals", in: 0...20)
        verify = file.map("verify", keys: RawVerify.keys).map(RawVerify.init)
        appliedWhen = file.text("appliedWhen")
        if let query = appliedWhen?.value, let problem = RawVerify.placeholderProblem(query) {
            file.reject("appliedWhen", problem)
        }
        recurrence = file.map("recurrence", keys: RawCategory.recurrenceKeys).map(RawRecurrence.init)
        safetyCase = file.map("safetyCase", keys: RawCategory.safetyCaseKeys).map(SafetyCase.init)
        strategy = file.word("strategy", of: SizingStrategyName.words)
        group = file.word("group", of: GroupingScope.allCases.map { ($0.rawValue, $0) })
    }

    private static func attributes(of applies: MapCursor) -> [Located<String>]? {
        guard let single = applies.node("attribute") else { return applies.texts("attributes") }
        if applies.node("attributes") != nil {
            applies.complaints.add(
                .settingsContradiction, "`attribute` and `attributes` say the same thing twice",
                at: applies.keySpan("attributes"),
                notes: [Diagnostic.Note("the other one is here", at: applies.keySpan("attribute"))])
        }
        return applies.text("attribute").map { [Located($0.value, at: single.span)] }
    }

    private static func step(of bounds: MapCursor) -> Located<Step>? {
        guard let node = bounds.node("step") else { return nil }
        if case .string(let text) = node.value, text.hasSuffix("%") {
            guard let share = Share.read(node), share > 0 else {
                bounds.reject("step", "`step` must be more than 0%")
                return nil
            }
            return Located(.share(share), at: node.span)
        }
        return bounds.quantity("step").map { Located(.amount($0.value), at: $0.span) }
    }
}

/// One entry of `budget` as written.
struct RawBudget {
    let cursor: MapCursor
    let scope: Located<BudgetScope>?
    let actions: Located<Int>?
    let per: Located<TimeSpan>?
    let resets: Located<Budget.Reset>?
    let then: Located<Budget.Exhaustion>?

    init(_ cursor: MapCursor) {
        self.cursor = cursor
        resets = cursor.word("resets", of: Budget.Reset.allCases.map { ($0.rawValue, $0) })
        then = cursor.word("then", of: Budget.Exhaustion.allCases.map { ($0.rawValue, $0) })
        scope = cursor.word("scope", of: BudgetScope.allCases.map { ($0.rawValue, $0) })
        actions = cursor.integer("actions", in: 1...Int.max)
        per = cursor.timeSpan("per")
    }

    func validate() -> Budget? {
        guard let scope = cursor.require("scope", scope), let actions = cursor.require("actions", actions),
            let per = cursor.require("per", per)
        else { return nil }
        if resets?.value == .person, then?.value == .wait {
            cursor.complaints.add(
                .settingsContradiction, "nobody would be told, and only a person gives room again",
                at: cursor.keySpan("then"))
            return nil
        }
        return Budget(
            scope: scope.value, actions: actions.value, per: per.value, span: cursor.span,
            resets: resets?.value ?? .window, then: then?.value ?? .escalate)
    }
}

/// `recurrence` as written.
struct RawRecurrence {
    let cursor: MapCursor
    let more: Located<Int>?
    let within: Located<TimeSpan>?

    init(_ cursor: MapCursor) {
        self.cursor = cursor
        more = cursor.integer("more", in: 1...Int.max)
        within = cursor.timeSpan("within")
        _ = cursor.word("then", of: [("escalate", true)])
    }

    func validate() -> Category.Recurrence? {
        guard let more = cursor.require("more", more), let within = cursor.require("within", within) else {
            return nil
        }
        return Category.Recurrence(more: more.value, within: within.value)
    }
}

extension SafetyCase {
    /// Fields that are missing stay empty: whether that matters depends on the posture, not on the file.
    init(_ cursor: MapCursor) {
        self.init(
            trigger: cursor.text("trigger")?.value ?? "",
            falsePositives: (cursor.texts("falsePositives") ?? []).map(\.value),
            blastRadius: cursor.text("blastRadius")?.value ?? "",
            reversal: cursor.text("reversal")?.value ?? "",
            watch: (cursor.texts("watch") ?? []).map(\.value), span: cursor.span)
    }
}

extension Posture {
    /// The words of files, least autonomy first.
    static var words: [(name: String, value: Posture)] { allCases.map { ($0.name, $0) } }
}
