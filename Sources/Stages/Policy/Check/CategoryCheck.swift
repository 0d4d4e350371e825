internal import Diagnostics
internal import Model
internal import Settings

/// What can be said about one category that decodes well.
struct CategoryCheck {
    private let category: Category
    private let now: Timestamp
    private let paths: [String]
    private let gates: [String]

    init(_ category: Category, now: Timestamp, paths: [String], gates: [String]) {
        self.category = category
        self.now = now
        self.paths = paths
        self.gates = gates
    }

    var diagnostics: [Diagnostic] {
        [ceiling, review, safetyCase, condition, windows].compactMap { $0 } + deadGlobs + unknownGates
            + wrongClasses
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
            "\(category.action.rawValue) can have at most \(ClassRule.word(category.action.ceiling)); no file raises that",
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

    private var deadGlobs: [Diagnostic] {
        category.paths.compactMap { pattern in
            let glob = Glob(pattern)
            guard !paths.contains(where: { glob.matches($0) }) else { return nil }
            return found(.policyDeadGlob, .warning, "`\(pattern)` matches no file here", at: "applies")
        }
    }

    private var unknownGates: [Diagnostic] {
        category.gates.filter { !gates.contains($0) }.map { gate in
            let hint = Suggestion.nearest(to: gate, among: gates).map { "; did you mean `\($0)`?" } ?? ""
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
