internal import Diagnostics
internal import Model

/// An entry of `overrides` as written.
enum RawOverride {
    static let keys = ["name", "match", "posture", "approvals", "checks", "budget", "windows"]
    static let matchKeys = ["paths", "environments", "services", "owners"]

    static func override(_ cursor: MapCursor, of file: SourceFile) -> PolicyOverride? {
        let name = cursor.text("name")
        let match = cursor.map("match", keys: matchKeys)
        let posture = cursor.word("posture", of: Posture.words)
        let approvals = cursor.integer("approvals", in: 0...20)
        let checks = cursor.texts("checks")
        let budgets = cursor.maps("budget", keys: RawCategory.budgetKeys, each: "a budget")
            .map(RawBudget.init)
        let windows = cursor.map("windows", keys: RawWindows.keys).map(RawWindows.init)
        guard let name = cursor.require("name", name),
            cursor.require("match", cursor.node("match")) != nil, let match
        else { return nil }
        var override = PolicyOverride(name: name.value, source: file.source(of: cursor.span))
        override.paths = (match.globs("paths") ?? []).map(\.value)
        override.environments = (match.texts("environments") ?? []).map(\.value)
        override.services = (match.texts("services") ?? []).map(\.value)
        override.owners = (match.texts("owners") ?? []).map(\.value)
        override.span = cursor.span
        override.posture = posture?.value
        override.approvals = approvals?.value ?? 0
        override.checks = (checks ?? []).map(\.value)
        override.budgets = budgets.compactMap { $0.validate() }
        override.sweepTimes = windows?.sweep ?? .always
        override.alertTimes = windows?.alert ?? .always
        let asks =
            cursor.node("posture") != nil || approvals != nil || checks != nil || !budgets.isEmpty
            || windows != nil
        if !asks {
            cursor.complaints.add(
                .settingsMissingKey,
                "an override asks for something: posture, approvals, checks, budget or windows",
                at: cursor.span)
        }
        return override
    }
}
