public import Diagnostics
internal import Model

/// Reads a file `*_test.yaml` beside the policies.
public enum PolicyTestDecoder {
    private static let keys = ["apiVersion", "kind", "category", "given", "cases"]
    private static let caseKeys = ["name", "given", "expect"]
    private static let factKeys = [
        "change", "posture", "operator", "now", "trigger", "evidence", "merged", "trouble", "failedGates",
        "checks",
        "approvals",
        "incident", "held", "halted", "frozen", "moved",
    ]

    /// The cases that `node`, the content of `file`, declares, or what is wrong with it.
    public static func decode(_ node: ConfigNode, of file: SourceFile) -> Decoded<PolicyTestFile> {
        let complaints = Complaints()
        guard let cursor = MapCursor(node, keys: keys, in: "this policy test", complaints) else {
            return Decoded(nil, complaints)
        }
        if let version = cursor.require("apiVersion", cursor.text("apiVersion")),
            version.value != "trimtab/v1"
        {
            cursor.reject("apiVersion", "`apiVersion` must be trimtab/v1")
        }
        if let kind = cursor.require("kind", cursor.text("kind")), kind.value != "PolicyTest" {
            cursor.reject("kind", "`kind` must be PolicyTest")
        }
        var shared = PolicyTestFacts()
        if let given = cursor.map("given", keys: factKeys) { read(given, into: &shared) }
        let cases = cursor.maps("cases", keys: caseKeys, each: "a case").compactMap { one($0, shared) }
        if cases.isEmpty, !complaints.hasErrors {
            complaints.add(.settingsMissingKey, "this policy test needs `cases`", at: cursor.keySpan("cases"))
        }
        guard let category = cursor.require("category", cursor.text("category")) else {
            return Decoded(nil, complaints)
        }
        return Decoded(
            PolicyTestFile(category: category.value, categorySpan: category.span, cases: cases), complaints)
    }

    private static func one(_ cursor: MapCursor, _ shared: PolicyTestFacts) -> PolicyTestCase? {
        var facts = shared
        if let given = cursor.map("given", keys: factKeys) { read(given, into: &facts) }
        let name = cursor.require("name", cursor.text("name"))
        guard let expect = cursor.map("expect", keys: ["merge", "reason", "posture"]),
            let merges = expect.require("merge", expect.flag("merge"))
        else {
            _ = cursor.require("expect", cursor.node("expect"))
            return nil
        }
        let reason = expect.text("reason").flatMap { text -> HoldReason? in
            let reason = HoldReason(rawValue: text.value)
            if reason == nil { expect.reject("reason", "`\(text.value)` is no reason for holding a change") }
            return reason
        }
        if merges, reason != nil { expect.reject("reason", "what merges has no reason against it") }
        guard let name else { return nil }
        return PolicyTestCase(
            name: name.value, span: name.span, given: facts, merges: merges, reason: reason,
            posture: expect.word("posture", of: postures)?.value)
    }

    private static let postures = Posture.allCases.map { ($0.name, $0) }

    private static func read(_ cursor: MapCursor, into facts: inout PolicyTestFacts) {
        let change = cursor.map(
            "change", keys: ["namespace", "resource", "root", "attribute", "from", "to", "file"])
        if let change { read(change: change, into: &facts) }
        if let evidence = cursor.map("evidence", keys: ["history", "coverage", "freshness", "confidence"]) {
            facts.history = evidence.timeSpan("history")?.value ?? facts.history
            facts.coverage = evidence.share("coverage")?.value ?? facts.coverage
            facts.freshness = evidence.timeSpan("freshness")?.value ?? facts.freshness
            facts.confidence = evidence.share("confidence")?.value ?? facts.confidence
        }
        facts.posture = cursor.word("posture", of: postures)?.value ?? facts.posture
        facts.operatorPosture = cursor.word("operator", of: postures)?.value ?? facts.operatorPosture
        facts.now = cursor.moment("now")?.value ?? facts.now
        facts.isAlert =
            cursor.word("trigger", of: [("alert", true), ("sweep", false)])?.value ?? facts.isAlert
        facts.failedGates = cursor.texts("failedGates")?.map(\.value) ?? facts.failedGates
        facts.approvals = cursor.texts("approvals")?.map(\.value) ?? facts.approvals
        facts.hasIncident = cursor.flag("incident") ?? facts.hasIncident
        facts.isHeld = cursor.flag("held") ?? facts.isHeld
        facts.isHalted = cursor.flag("halted") ?? facts.isHalted
        facts.isFrozen = cursor.flag("frozen") ?? facts.isFrozen
        facts.hasMoved = cursor.flag("moved") ?? facts.hasMoved
        if cursor.node("merged") != nil { facts.merges = merges(cursor) }
        facts.trouble = cursor.timeSpan("trouble")?.value ?? facts.trouble
        if cursor.node("checks") != nil { facts.checks = checks(cursor) }
    }

    private static func read(change: MapCursor, into facts: inout PolicyTestFacts) {
        facts.namespace = change.text("namespace")?.value ?? facts.namespace
        facts.resource = change.text("resource")?.value ?? facts.resource
        facts.root = change.text("root")?.value ?? facts.root
        facts.attribute = change.text("attribute")?.value ?? facts.attribute
        facts.before = change.node("from")?.scalarText ?? facts.before
        facts.after = change.node("to")?.scalarText ?? facts.after
        facts.file = change.repositoryPath("file")?.value ?? facts.file
    }

    private static func merges(_ cursor: MapCursor) -> [PolicyTestFacts.Merge] {
        let keys = ["ago", "target", "service", "category"]
        let same = [("same", true), ("other", false)]
        return cursor.maps("merged", keys: keys, each: "an entry of `merged`").compactMap { merge in
            guard let ago = merge.require("ago", merge.timeSpan("ago")) else { return nil }
            let target = merge.word("target", of: same)?.value ?? true
            return PolicyTestFacts.Merge(
                ago: ago.value, sameTarget: target,
                sameService: merge.word("service", of: same)?.value ?? target,
                category: merge.text("category")?.value)
        }
    }

    private static func checks(_ cursor: MapCursor) -> [String: CheckResult.State] {
        var states: [String: CheckResult.State] = [:]
        for (name, word) in cursor.dictionary("checks") {
            guard let state = CheckResult.State(rawValue: word) else {
                cursor.reject("checks", "`\(word)` is no state of a check; it is success, failure or pending")
                continue
            }
            states[name] = state
        }
        return states
    }
}

extension MapCursor {
    /// `true` or `false`; nil when absent.
    fileprivate func flag(_ key: String) -> Bool? {
        guard let node = node(key) else { return nil }
        guard case .bool(let flag) = node.value else {
            reject(key, "`\(key)` must be true or false")
            return nil
        }
        return flag
    }
}
