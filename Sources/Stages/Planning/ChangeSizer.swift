internal import MachineCatalogue
internal import Model
internal import Settings

/// Decides the value of one change.
///
/// Is there a token to change, does Git say what production runs, and what is allowed?
struct ChangeSizer {
    private let request: PlanningRequest
    private let wanted: [Target]
    private let catalogue: MachineCatalogue

    init(_ request: PlanningRequest, wanted: [Target], catalogue: MachineCatalogue) {
        self.request = request
        self.wanted = wanted
        self.catalogue = catalogue
    }

    private var finding: Finding { request.finding }

    func size() -> Outcome<SizedChange> {
        if let hold = finding.hold { return .held(hold) }
        guard let wish = finding.wish else {
            return .held(Hold(.outsideBounds, "the finding names no value to go to"))
        }
        if let hold = traceHold() { return .held(hold) }
        guard let before = request.trace.value else {
            return .held(Hold(.derived, "the value in force is not known"))
        }
        if let hold = drift(before) { return .held(hold) }
        switch wish {
        case .quantity(let quantity): return amount(quantity, before)
        case .choice(let name): return choice(name, before)
        case .smaller(let steps): return smaller(steps, before)
        case .room(let growth, let free):
            return StorageRoom(growth: growth, free: free, category: request.category).size(
                before, of: request)
        }
    }

    private func traceHold() -> Hold? {
        switch request.trace.status {
        case .held(let hold): return hold
        case .absent(let insertion):
            // A default is in force, and production runs it: the plan writes a key over it. What runs is compared later.
            if request.trace.value != nil {
                let others = (request.trace.alsoDecides + request.trace.alsoAffects).filter { !isWanted($0) }
                return others.isEmpty
                    ? nil : Hold(.shared, "\(insertion.keyPath) would also decide " + list(others))
            }
            let place = "\(insertion.file):\(insertion.line)"
            if let observed = finding.observed {
                return Hold(
                    .driftedFromGit,
                    "production runs \(observed), and nothing in Git sets it (\(place) could)")
            }
            return Hold(.notInRepository, "nothing sets it; \(insertion.keyPath) in \(place) would")
        case .literal, .shared:
            let trace = request.trace
            let others = (trace.alsoDecides + trace.alsoAffects + trace.elsewhere).filter { !isWanted($0) }
            guard !others.isEmpty else {
                // "Shared" without a list is still shared: with whom is not known.
                if case .shared = trace.status, trace.alsoDecides.isEmpty, trace.elsewhere.isEmpty {
                    return Hold(.shared)
                }
                return nil
            }
            // What is written over it in this root's own layer leaves the others as they are.
            if trace.override != nil { return nil }
            return Hold(.shared, "also decides " + list(others))
        }
    }

    /// True for another attribute that the same plan changes anyway.
    private func isWanted(_ row: DecidedAttribute) -> Bool {
        wanted.contains { target in
            guard target.attribute == row.attribute, target.address.argument == row.resource else {
                return false
            }
            switch target.address {
            case .kubernetes(let address):
                return row.root == nil && (row.namespace ?? address.namespace) == address.namespace
            case .terraform(let address):
                return (row.root ?? address.root) == address.root
                    && (row.environment ?? address.environment) == address.environment
            }
        }
    }

    private func list(_ rows: [DecidedAttribute]) -> String {
        let names = rows.map { row in
            [row.root, row.environment, row.namespace, row.resource, row.attribute].compactMap { $0 }
                .joined(separator: " ")
        }.sorted()
        let more = names.count > 4 ? " and \(names.count - 4) more" : ""
        return names.prefix(4).joined(separator: ", ") + more
    }

    /// The signals speak of the value that production runs with; an answer to it must change that value.
    private func drift(_ before: String) -> Hold? {
        guard let observed = finding.observed else { return nil }
        let isEqual =
            if let a = Quantity(before), let b = Quantity(observed) { a.thousandths == b.thousandths } else {
                before == observed
            }
        return isEqual ? nil : Hold(.driftedFromGit, "production runs \(observed), Git says \(before)")
    }

    // MARK: Amounts

    private func amount(_ wish: Quantity, _ before: String) -> Outcome<SizedChange> {
        guard let now = Quantity(before) else {
            return .held(Hold(.unsupported, "\(before) is not a quantity"))
        }
        let range = AllowedRange(now: now, category: request.category, finding: finding)
        let grid: SizeGrid = finding.plotUnit == .cores ? .cpu : .memory
        switch range.fit(wish, on: grid) {
        case .held(let hold): return .held(hold)
        case .failed(let failure): return .failed(failure)
        case .done(let fitted):
            let after = TokenWording(before).text(fitted.value)
            return .done(
                SizedChange(
                    request: request, before: before, after: after,
                    amounts: .init(before: now, after: fitted.value, range: range),
                    reasoning: fitted.reasoning))
        }
    }

    // MARK: Choices

    /// Types of volumes: what the newer one replaces without anything being set beside it.
    private static let predecessors = ["gp3": "gp2"]

    private func choice(_ name: String, _ before: String) -> Outcome<SizedChange> {
        let allowed = request.category.choices
        guard allowed.isEmpty || allowed.contains(name) else {
            return .held(
                Hold(.outsideBounds, "\(name) is not among the choices \(allowed.joined(separator: ", "))"))
        }
        guard name != before else { return .held(Hold(.outsideBounds, "it is \(before) already")) }
        if let present = ChangeSizer.predecessors[name], present != before {
            return .held(
                Hold(
                    .outsideBounds, "only \(present) becomes \(name) without another word; this is \(before)")
            )
        }
        return .done(
            SizedChange(request: request, before: before, after: name, amounts: nil, reasoning: []))
    }

    private func smaller(_ steps: Int, _ before: String) -> Outcome<SizedChange> {
        let machines = MachineChoice(catalogue: catalogue, category: request.category, finding: finding)
        switch machines.smaller(steps, than: before) {
        case .held(let hold): return .held(hold)
        case .failed(let failure): return .failed(failure)
        case .done(let chosen):
            let outcome = choice(chosen.name, before)
            guard case .done(var change) = outcome else { return outcome }
            change.reasoning = chosen.reasoning
            return .done(change)
        }
    }
}
