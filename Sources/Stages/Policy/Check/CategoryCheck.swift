internal import Diagnostics
internal import Model
internal import Settings

/// What can be said about one category that decodes well.
struct CategoryCheck {
    private let category: Category
    private let now: Timestamp
    private let paths: [String]
    private let gates: [String]
    private let knowsAllGates: Bool
    private let excluded: [Glob]

    /// `excluded` are the globs that `.trimtab.yml` forbids; without the operator's file `gates` are not all there may be.
    init(
        _ category: Category, now: Timestamp, paths: [String], gates: [String], knowsAllGates: Bool = true,
        excluded: [String] = []
    ) {
        self.knowsAllGates = knowsAllGates
        self.category = category
        self.now = now
        self.paths = paths
        self.gates = gates
        self.excluded = excluded.map { Glob($0) }
    }

    var diagnostics: [Diagnostic] {
        [ceiling, review, safetyCase, condition, windows, exclusion, recurrence].compactMap { $0 } + deadGlobs
            + unknownGates + wrongClasses + budgets
    }

    private func found(
        _ id: DiagnosticID, _ severity: Severity, _ message: String, at key: String
    ) -> Diagnostic {
        let span = category.spans[key] ?? SourceSpan(path: category.path, range: ByteRange(0..<0))
        return Diagnostic(id, severity, message, at: span)
    }

    private var ceiling: Diagnostic? {
        guard category.posture > category.action.ceiling else { return nil }
        return found(
            .policyAboveCeiling, .error,
            category.action.isForPeopleOnly
                ? "\(category.action.rawValue) is merged by people only; no file changes that"
                : "\(category.action.rawValue) can have at most \(category.action.ceiling.name); no file raises that",
            at: "posture")
    }

    private var review: Diagnostic? {
        guard now >= category.reviewBy else { return nil }
        return found(
            .policyReviewOverdue, .error,
            "the review was due by \(category.reviewBy.dateText); until it is done, the category only proposes",
            at: "reviewBy")
    }

    private var safetyCase: Diagnostic? {
        let missing = CategoryRule.missing(in: category)
        guard category.posture == .auto, !missing.isEmpty else { return nil }
        return found(
            .policySafetyCase, .error,
            "without a complete safety case nothing merges by itself; missing: \(missing.joined(separator: ", "))",
            at: category.safetyCase == nil ? "posture" : "safetyCase")
    }

    private var condition: Diagnostic? {
        guard category.posture == .auto, category.action == .shrink else { return nil }
        var missing: [String] = []
        if category.minimum == nil { missing.append("`bounds.min`") }
        if category.step == nil { missing.append("`bounds.step`") }
        if category.verify == nil { missing.append("`verify`") }
        guard !missing.isEmpty else { return nil }
        return found(
            .policyUnreachable, .error,
            "a shrink merges by itself only with \(missing.joined(separator: ", "))", at: "posture")
    }

    private var windows: Diagnostic? {
        guard category.posture >= .approve, category.alertTimes == .never, category.sweepTimes == .never
        else {
            return nil
        }
        return found(
            .policyUnreachable, .warning, "every window is closed, so the bot never merges in this category",
            at: category.spans["windows"] == nil ? "posture" : "windows")
    }

    /// Nothing is left to edit when the repository's own settings exclude all that the category names.
    private var exclusion: Diagnostic? {
        guard !excluded.isEmpty else { return nil }
        let globs = category.paths.map { Glob($0) }
        let named = paths.filter { path in globs.contains { $0.matches(path) } }
        guard !named.isEmpty, named.allSatisfy({ path in excluded.contains { $0.matches(path) } }) else {
            return nil
        }
        return found(
            .policyUnreachable, .warning,
            "`exclude` of .trimtab.yml covers every file that this category names",
            at: "applies")
    }

    /// Budgets that a wider or tighter one always reaches first.
    private var budgets: [Diagnostic] {
        let all = Array(category.budgets.enumerated())
        return all.compactMap { index, budget in
            let stricter = all.first { other, candidate in
                guard other != index, candidate.scope.includes(budget.scope),
                    candidate.actions <= budget.actions, candidate.per >= budget.per
                else { return false }
                // Of two that say the same, the first one counts.
                let isSame =
                    candidate.scope == budget.scope && candidate.actions == budget.actions
                    && candidate.per == budget.per
                return !isSame || other < index
            }
            return stricter.map { _, stricter in
                Diagnostic(
                    .policyUnreachable, .warning,
                    "this budget is never used up: \(stricter.actions) per \(stricter.per) of the "
                        + "\(stricter.scope.rawValue) always is before it", at: budget.span,
                    notes: [Diagnostic.Note("that one is here", at: stricter.span)])
            }
        }
    }

    /// A limit on repetition that the budgets never let anybody reach.
    private var recurrence: Diagnostic? {
        guard let recurrence = category.recurrence else { return nil }
        // Each of them counts every fix of a target, so the tightest says how many there can be.
        let most = category.budgets.map { budget in
            Double(budget.actions) * ((recurrence.within.seconds / budget.per.seconds).rounded(.down) + 1)
        }.min()
        guard let most, most < Double(recurrence.more) else { return nil }
        return found(
            .policyUnreachable, .warning,
            "the budgets leave at most \(Int(most)) fixes of a target in \(recurrence.within), so \(recurrence.more) "
                + "are never reached", at: "recurrence")
    }

    private var deadGlobs: [Diagnostic] {
        category.paths.compactMap { pattern in
            let glob = Glob(pattern)
            guard !paths.contains(where: { glob.matches($0) }) else { return nil }
            return found(.policyDeadGlob, .warning, "`\(pattern)` matches no file here", at: "applies")
        }
    }

    private var unknownGates: [Diagnostic] {
        category.gates.filter { !gates.contains($0) }.map { gate in
            let nearest = Suggestion.nearest(to: gate, among: gates)
            if nearest == nil, !knowsAllGates {
                return found(
                    .policyUnknownGate, .warning,
                    "`\(gate)` is none of the program's gates; it passes only where the operator's file declares it",
                    at: "gates")
            }
            let hint = nearest.map { "; did you mean `\($0)`?" } ?? ""
            return found(
                .policyUnknownGate, .error, "there is no gate `\(gate)`, so it never passes\(hint)",
                at: "gates")
        }
    }

    /// A kind or an attribute for which every change is of another class: the category grants nothing for it.
    private var wrongClasses: [Diagnostic] {
        let kinds = category.resources.filter { !$0.contains("*") }
        let attributes = category.attributes.filter { !$0.contains("*") }
        guard kinds.count == category.resources.count, attributes.count == category.attributes.count else {
            return []
        }
        func grants(_ kind: String, _ attribute: String) -> Bool {
            Classifier.possibleClasses(kind: kind, attribute: attribute).contains(category.action)
        }
        let idleKinds = kinds.filter { kind in !attributes.contains { grants(kind, $0) } }
        let idleAttributes = attributes.filter { attribute in
            !kinds.isEmpty && !kinds.contains { grants($0, attribute) }
        }
        return (idleKinds + idleAttributes).map { name in
            found(
                .policyWrongClass, .warning,
                "no change of \(name) that this category names is \(category.action.rawValue)", at: "action")
        }
    }
}

extension BudgetScope {
    /// True when every action that counts in `other` counts here too.
    fileprivate func includes(_ other: BudgetScope) -> Bool {
        switch (self, other) {
        case (.organisation, _), (.repository, .repository), (.repository, .category),
            (.repository, .service),
            (.repository, .target), (.service, .service), (.service, .target), (.category, .category),
            (.target, .target):
            true
        default: false
        }
    }
}

extension Classifier {
    /// The classes that changes of an attribute can have, whatever the values.
    static func possibleClasses(kind: String, attribute: String) -> Set<ActionClass> {
        let isTerraform = kind.contains("_")
        let address: ResourceAddress =
            isTerraform
            ? .terraform(TerraformAddress(root: "", address: "\(kind).x"))
            : .kubernetes(KubernetesAddress(namespace: "", kind: kind, name: "x"))
        let target = Target(address, attribute)
        return Set(
            [("1", "2"), ("2", "1"), ("a", "b")].map {
                Classifier().actionClass(of: target, before: $0.0, after: $0.1)
            })
    }
}
