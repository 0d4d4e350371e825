internal import Diagnostics
internal import Model

extension RawCategory {
    /// The category, or nil after complaints: a broken file grants nothing.
    func validate(_ file: MapCursor, path: String, lineOf: (SourceSpan) -> Int) -> Category? {
        checkHeader(file)
        checkName(file, path: path)
        checkBounds(file)
        let name = file.require("name", name)
        let posture = file.require("posture", posture)
        let owner = file.require("owner", owner)
        let reviewBy = file.require("reviewBy", reviewBy)
        let action = file.require("action", action)
        let demand = validateEvidence(file)
        validateApplies(file)
        let budgets = self.budgets.compactMap { $0.validate() }
        let verify = self.verify?.validate()
        let recurrence = self.recurrence?.validate()
        guard let name, let posture, let owner, let reviewBy, let action, let demand, let attributes,
            let paths
        else { return nil }
        let spans = Dictionary(
            file.entries.map { ($0.key, $0.keySpan) }, uniquingKeysWith: { _, last in last })
        var category = Category(
            name: name.value, path: path, posture: posture.value, owner: owner.value,
            reviewBy: reviewBy.value,
            action: action.value, resources: (resources ?? []).map(\.value),
            attributes: attributes.map(\.value),
            paths: paths.map(\.value), minimum: minimum?.value, maximum: maximum?.value, step: step?.value,
            choices: (choices ?? []).map(\.value), evidence: demand, budgets: budgets,
            alertTimes: windows?.alert ?? .never, sweepTimes: windows?.sweep ?? .never,
            gates: (gates ?? []).map(\.value), checks: (checks ?? []).map(\.value),
            approvals: approvals?.value ?? 0, verify: verify, recurrence: recurrence,
            appliedWhen: appliedWhen?.value, safetyCase: safetyCase,
            strategy: strategy?.value, spans: spans, lines: spans.mapValues(lineOf))
        category.grouping = group?.value
        return category
    }

    private func checkHeader(_ file: MapCursor) {
        if let version = file.require("apiVersion", apiVersion), version.value != "trimtab/v1" {
            file.complaints.add(
                .settingsVersion, "`apiVersion` must be trimtab/v1, not \(version.value)", at: version.span)
        }
        if let kind = file.require("kind", kind), kind.value != "Category" {
            file.reject("kind", "`kind` must be Category, not \(kind.value)")
        }
    }

    /// Branches, labels and trailers carry the name, and people look for the file by it.
    private func checkName(_ file: MapCursor, path: String) {
        guard let name else { return }
        let allowed = name.value.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == 45
        }
        guard allowed, !name.value.hasPrefix("-"), !name.value.hasSuffix("-"), name.value.utf8.count <= 60
        else {
            file.reject("name", "`name` must be lower-case letters, digits and hyphens, at most 60")
            return
        }
        let base = path.split(separator: "/").last.map(String.init) ?? path
        let stem = base.lastIndex(of: ".").map { String(base[..<$0]) } ?? base
        if stem != name.value {
            file.complaints.add(
                .settingsContradiction, "the category is named \(name.value), but its file is \(base)",
                at: name.span)
        }
    }

    private func checkBounds(_ file: MapCursor) {
        if let minimum, let maximum, minimum.value > maximum.value {
            file.complaints.add(
                .settingsContradiction, "`min` \(minimum.value) is greater than `max` \(maximum.value)",
                at: minimum.span, notes: [Diagnostic.Note("the maximum is here", at: maximum.span)])
        }
        if let choices, !choices.isEmpty, minimum != nil || maximum != nil || step != nil {
            file.complaints.add(
                .settingsContradiction, "`choices` cannot stand beside `min`, `max` or `step`",
                at: choices[0].span)
        }
        if let step, case .share(let share) = step.value, action?.value == .shrink, share >= 1 {
            file.complaints.add(
                .settingsContradiction, "a step of 100% or more does not limit how far a value shrinks",
                at: step.span)
        }
    }

    private func validateApplies(_ file: MapCursor) {
        guard file.require("applies", file.node("applies")) != nil, let applies else { return }
        if let attributes {
            if attributes.isEmpty, let node = applies.node("attributes"), case .list(let items) = node.value,
                items.isEmpty
            {
                applies.reject("attributes", "`attributes` must name at least one attribute")
            }
        } else if applies.node("attribute") == nil {
            _ = applies.require("attributes", attributes)
        }
        // Globs that were complained about are not missing too.
        if applies.require("paths", paths)?.isEmpty == true,
            case .list(let items) = applies.node("paths")?.value,
            items.isEmpty
        {
            applies.reject("paths", "`paths` must name at least one glob; write \"**\" for everything")
        }
    }

    private func validateEvidence(_ file: MapCursor) -> Category.EvidenceDemand? {
        guard file.require("evidence", file.node("evidence")) != nil, let evidence else { return nil }
        let history = evidence.require("history", history)
        let coverage = evidence.require("coverage", coverage)
        let freshness = evidence.require("freshness", freshness)
        guard let history, let coverage, let freshness else { return nil }
        return Category.EvidenceDemand(
            history: history.value, coverage: coverage.value, freshness: freshness.value,
            confidence: confidence?.value ?? 0, samples: samples?.value ?? 0, gap: gap?.value,
            duplicates: duplicates?.value, restarts: restarts?.value, skew: skew?.value,
            takesPartial: takesPartial?.value ?? true)
    }
}
