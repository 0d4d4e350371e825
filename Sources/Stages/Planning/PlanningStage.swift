public import MachineCatalogue
public import Model
public import Settings

/// Turns a wish into a plan: what exactly is written where, within the bounds of the category, or why nothing is.
public struct PlanningStage: Sendable {
    let prices: PriceList?
    let catalogue: MachineCatalogue

    /// Makes the stage; without prices every saving is `unpriced`.
    public init(prices: PriceList? = nil, catalogue: MachineCatalogue = .builtIn) {
        self.prices = prices
        self.catalogue = catalogue
    }

    /// Plans one attribute on the tree of `base`.
    public func plan(_ finding: Finding, trace: Trace, category: Category, base: ObjectID) -> Outcome<Plan> {
        plan([PlanningRequest(finding: finding, trace: trace, category: category)], base: base)
    }

    /// Plans attributes that change together, all in one commit or none; the first one gives the plan its name.
    ///
    /// Tied attributes get one value: the safest that all their categories allow.
    public func plan(_ requests: [PlanningRequest], base: ObjectID) -> Outcome<Plan> {
        guard let first = requests.first else { return .held(Hold(.noTarget, "there is nothing to plan")) }
        let wanted = requests.map(\.finding.target)
        for tied in first.finding.tiedTo where !wanted.contains(tied) {
            return .held(Hold(.outsideBounds, "\(tied.attribute) must change with it, and is not planned"))
        }
        var sized: [SizedChange] = []
        for request in requests {
            switch ChangeSizer(request, wanted: wanted, catalogue: catalogue).size() {
            case .held(let hold): return .held(requests.count > 1 ? hold.about(request) : hold)
            case .failed(let failure): return .failed(failure)
            case .done(let change): sized.append(change)
            }
        }
        if requests.count > 1 {
            switch TiedChanges(sized).unified() {
            case .held(let hold): return .held(hold)
            case .failed(let failure): return .failed(failure)
            case .done(let changes): sized = changes
            }
        }
        return .done(PlanWriter(prices: prices).plan(sized, base: base))
    }
}

extension Hold {
    fileprivate func about(_ request: PlanningRequest) -> Hold {
        Hold(reason, "\(request.finding.target.attribute): \(detail)")
    }
}
