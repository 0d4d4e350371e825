internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// Finds what else follows a token, by changing it and rendering again.
struct ChartRadius {
    let tracer: ChartTracer
    let key: Fact.Key
    let token: SourceSpan
    let value: String
    /// Reads only what one rendering tells.
    let isQuick: Bool

    /// What was found.
    struct Result {
        var also: [DecidedAttribute] = []
        var affected: [DecidedAttribute] = []
        var elsewhere: [DecidedAttribute] = []
        var attributes = 0
        var roots = 0
        var hold: Hold?
    }

    private var ecosystem: ChartEcosystem { tracer.ecosystem }
    private var evaluation: ChartEvaluation { tracer.evaluation }

    func find() throws -> Result {
        var result = Result()
        try own(&result)
        guard result.hold == nil else { return result }
        if isQuick { try readOthers(&result) } else { try others(&result) }
        return result
    }

    /// Attributes of the same root.
    private func own(_ result: inout Result) throws {
        if let hold = try undecided(evaluation) {
            result.hold = Hold(
                .limit, "what the token at \(place) decides here cannot be computed: \(hold.detail)")
            return
        }
        let all = tracer.known ?? ecosystem.facts(evaluation)
        let (facts, tables) = (all.all, all.byToken)
        result.attributes = facts.count
        let own = Fact.Token(token)
        let deciding = Set(tables.decided[own] ?? [])
        var decided = Set(deciding.map { facts[$0].fact.key }).subtracting([key])
        var affected: Set<Fact.Key> = []
        for position in tables.following[own] ?? [] where !deciding.contains(position) {
            let fact = facts[position]
            guard fact.fact.key != key, isQuick || fact.fact.affectedBy.contains(own) else { continue }
            affected.insert(fact.fact.key)
        }
        let before = tables.values
        if !isQuick {
            let old = ChartTrial.values(evaluation, ecosystem.index.store.limits)
            guard let (bytes, expected) = try change(),
                let new = try values(tracer.context, evaluation.chart, bytes)
            else {
                result.hold = Hold(
                    .derived, "with another token in place of the one at \(place) Helm would refuse the chart"
                )
                return
            }
            guard new[key] == [expected] else {
                result.hold = Hold(
                    .derived, "`\(value)` does not follow the token at \(place) when that is changed")
                return
            }
            for other in changes(old, new) where other != key {
                if before[other] == value, new[other]?.contains(expected) == true {
                    decided.insert(other)
                    affected.remove(other)
                } else if !decided.contains(other) {
                    affected.insert(other)
                }
            }
        }
        result.also = decided.sorted().map { $0.decided(before[$0] ?? "", in: key) }
        result.affected = affected.subtracting(decided).sorted().map { $0.decided(before[$0] ?? "", in: key) }
    }

    /// Other ways in which a chart is deployed that reads the token's file.
    private func others(_ result: inout Result) throws {
        for context in try ecosystem.contexts(reading: [token.path]).map(\.asIfMended) where !isSame(context)
        {
            let evaluation: ChartEvaluation
            switch try evaluated(context) {
            case .done(let made): evaluation = made
            case .held(let hold):
                // Of a chart that nothing but its place says is deployed, nothing is lost.
                guard !context.isDispensable, context.refusal == nil else { continue }
                result.hold = hold
                return
            case .failed(let failure): throw failure
            }
            result.roots += 1
            let old = ChartTrial.values(evaluation, ecosystem.index.store.limits)
            result.attributes += old.count
            guard let (bytes, _) = try change(),
                let new = try values(evaluation.context, evaluation.chart, bytes)
            else {
                if LaidOutCharts.isPath(context.directory) { continue }
                result.hold = Hold(.limit, "what the token does to \(context.label) cannot be computed")
                return
            }
            for other in changes(old, new) where try !ecosystem.isSeenElsewhere(other) {
                result.elsewhere.append(other.decidedElsewhere(old[other]?.first ?? ""))
            }
        }
    }

    /// The same from what was rendered anyway.
    private func readOthers(_ result: inout Result) throws {
        let own = Fact.Token(token)
        if let shared = try ecosystem.shared(token.path) {
            let limit = ecosystem.index.store.limits.elsewhere
            switch shared.following(own, beside: tracer.context, limit: limit) {
            case .rows(let rows, let roots):
                result.roots += roots
                result.elsewhere += rows.map { $0.key.decidedElsewhere($0.value) }
            case .tooMany: result.hold = .elsewhere(place, limit)
            case .unknown(let label, let hold): result.hold = unknown(label, hold)
            }
            return
        }
        for context in try ecosystem.contexts(reading: [token.path]).map(\.asIfMended) where !isSame(context)
        {
            let evaluation: ChartEvaluation
            switch try evaluated(context) {
            case .done(let made): evaluation = made
            case .held(let hold):
                // Of a chart that nothing but its place says is deployed, nothing is lost.
                guard !context.isDispensable, context.refusal == nil else { continue }
                result.hold = hold
                return
            case .failed(let failure): throw failure
            }
            result.roots += 1
            for row in ecosystem.followers(evaluation).following(own)
            where try !ecosystem.isSeenElsewhere(row.key) {
                result.elsewhere.append(row.key.decidedElsewhere(row.value))
            }
            let limit = ecosystem.index.store.limits.elsewhere
            if result.elsewhere.count > limit {
                result.hold = .elsewhere(place, limit)
                return
            }
        }
    }

    /// What a chart renders in another context; held where that is not known.
    private func evaluated(_ context: ChartContext) throws -> Outcome<ChartEvaluation> {
        let hold: Hold?
        switch try ecosystem.evaluateBeside(context) {
        case .success(let evaluation) where evaluation.hold == nil:
            hold = try undecided(evaluation)
            if hold == nil { return .done(evaluation) }
        case .success(let evaluation): hold = evaluation.hold
        case .failure(let problem): hold = problem.hold
        }
        return .held(unknown(context.label, hold))
    }

    private func unknown(_ label: String, _ hold: Hold?) -> Hold {
        Hold(
            .limit,
            "what the token at \(place) decides in \(label) cannot be computed: \(hold?.detail ?? "")")
    }

    /// Why an unknown value may let something follow the token that does not seem to; nil where all that does is seen.
    private func undecided(_ evaluation: ChartEvaluation) throws -> Hold? {
        try Undecided(evaluation: evaluation, index: ecosystem.index).hold(
            on: token, isSeen: !ecosystem.followers(evaluation).following(Fact.Token(token)).isEmpty)
    }

    private func isSame(_ context: ChartContext) -> Bool {
        let own = tracer.context
        if context == own { return true }
        // Environments of a helmfile are different ones, whatever files they have in common, and so are overlays.
        if own.kind == .helmfile || own.kind == .kustomize || own.isDeclaredApart(from: context) {
            return false
        }
        // What was named on the command line is the environment that has just these files.
        return context.directory == own.directory && context.layers == own.layers
            && (context.releaseName == own.releaseName
                || context.release == nil && context.declared == nil && !context.isSupposed)
    }

    // MARK: Change

    private var place: String {
        guard let file = (try? ecosystem.index.store.source(token.path)) ?? nil else { return token.path }
        return file.location(token.range)
    }

    /// The file with another token, and what the attribute must read then.
    private func change() throws -> (bytes: [UInt8], expected: String)? {
        guard let file = try ecosystem.index.store.source(token.path) else { return nil }
        let old = file.text(token.range)
        let new = TrialToken.changed(old)
        var bytes = file.bytes
        bytes.replaceSubrange(token.range.indices, with: Array(new.utf8))
        let (from, to) = (unquoted(old), unquoted(new))
        guard value != from else { return (bytes, to) }
        // Of a part of a text the last occurrence is the one: a tag stands at the end.
        if let range = value.range(of: from, backwards: true) {
            return (bytes, value.replacingCharacters(in: range, to))
        }
        return (bytes, to)
    }

    private func unquoted(_ token: String) -> String {
        guard token.count > 1, let first = token.first, first == token.last, "\"'`".contains(first) else {
            return token
        }
        return String(token.dropFirst().dropLast())
    }

    private func values(_ context: ChartContext, _ chart: Chart, _ bytes: [UInt8]) throws -> ChartTrial
        .Values?
    {
        try ChartTrial(ecosystem: ecosystem, context: context).values(
            of: chart, replacing: [token.path: bytes])
    }

    private func changes(_ old: ChartTrial.Values, _ new: ChartTrial.Values) -> [Fact.Key] {
        var changed = Set(new.filter { old[$0.key] != $0.value }.keys)
        changed.formUnion(old.keys.filter { new[$0] == nil })
        return changed.sorted()
    }
}

extension Hold {
    /// The hold on a row of an inventory whose token decides too much to be listed with each row.
    static func elsewhere(_ place: String, _ limit: Int) -> Hold {
        Hold(
            .limit,
            "the token at \(place) decides more than \(limit) attributes of other roots; `trimtab trace` lists them"
        )
    }
}

extension String {
    fileprivate func range(of part: String, backwards: Bool) -> Range<String.Index>? {
        guard !part.isEmpty, part.utf8.count <= utf8.count else { return nil }
        var end = endIndex
        while end > startIndex {
            let start = index(end, offsetBy: -part.count, limitedBy: startIndex)
            guard let start else { return nil }
            if self[start..<end] == part { return start..<end }
            end = index(before: end)
        }
        return nil
    }

    fileprivate func replacingCharacters(in range: Range<String.Index>, _ text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
