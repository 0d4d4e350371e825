internal import Model
internal import Settings

/// What a category, the step cap and the other values of the container leave of a wish.
struct AllowedRange: Sendable {
    /// A value that is allowed, and how it came about.
    struct Fitted: Sendable {
        var value: Quantity
        var reasoning: [String]
    }

    private struct Bound: Sendable {
        var thousandths: Int64
        var why: String
    }

    private let now: Quantity
    private var lower: [Bound] = []
    private var upper: [Bound] = []

    init(now: Quantity, category: Category, finding: Finding) {
        self.now = now
        if let minimum = category.minimum {
            lower.append(Bound(thousandths: minimum.thousandths, why: "the category's minimum \(minimum)"))
        }
        if let maximum = category.maximum {
            upper.append(Bound(thousandths: maximum.thousandths, why: "the category's maximum \(maximum)"))
        }
        addStep(category.step)
        addNeighbours(finding)
    }

    private mutating func addStep(_ step: Step?) {
        let width: Int64
        let why: String
        switch step {
        case nil: return
        case .share(let share):
            // Rounded down, so that a step of 50% is never a thousandth more.
            width = Int64((Double(now.thousandths) * min(max(share, 0), 1000) + 1e-6).rounded(.down))
            why = "the category's step of \((share * 100).fixed(0))%"
        case .amount(let quantity):
            width = quantity.thousandths
            why = "the category's step of \(quantity)"
        }
        let (most, overflow) = now.thousandths.addingReportingOverflow(width)
        lower.append(Bound(thousandths: max(0, now.thousandths - width), why: why))
        upper.append(Bound(thousandths: overflow ? .max : most, why: why))
    }

    /// A request stays at or below its limit, a limit at or above its request, and memory above what was used.
    private mutating func addNeighbours(_ finding: Finding) {
        let isLimit = finding.target.attribute.contains("limits")
        func statistic(_ name: String) -> Double? { finding.statistics.first { $0.name == name }?.value }
        func bound(_ value: Double, _ why: String) -> Bound {
            Bound(thousandths: Int64((min(value, 9e15) * 1000).rounded(.up)), why: why)
        }
        if finding.tiedTo.isEmpty {
            if isLimit, let request = statistic("request") {
                lower.append(bound(request, "the request beside it"))
            } else if !isLimit, let limit = statistic("limit") {
                upper.append(bound(limit, "the limit beside it"))
            }
        }
        if finding.plotUnit == .bytes, let peak = statistic("working set max") {
            lower.append(bound(peak * 1.1, "the peak of the window and a tenth"))
        }
    }

    /// The allowed value nearest to the wish, on the grid; held when nothing useful is left.
    func fit(_ wish: Quantity, on grid: SizeGrid) -> Outcome<Fitted> {
        let isRaise = wish > now
        guard wish.thousandths != now.thousandths else { return .held(useless("the value is right already")) }
        var value = grid.roundedUp(wish, in: now.family)
        var reasoning: [String] = []
        let floor = lower.max { $0.thousandths < $1.thousandths }
        let ceiling = upper.min { $0.thousandths < $1.thousandths }
        if let floor, value.thousandths < floor.thousandths {
            let raised = grid.roundedUp(Quantity(thousandths: floor.thousandths, family: now.family))
            reasoning.append("Detection would go to \(wish.text(in: now.family)); \(floor.why) decides.")
            value = raised
        }
        if let ceiling, value.thousandths > ceiling.thousandths {
            reasoning.append("Detection would go to \(wish.text(in: now.family)); \(ceiling.why) decides.")
            value = grid.roundedDown(Quantity(thousandths: ceiling.thousandths, family: now.family))
        }
        if let floor, value.thousandths < floor.thousandths {
            return .held(
                useless("\(floor.why) and \(ceiling?.why ?? "the wish") leave no value between them"))
        }
        guard isRaise ? value > now : value < now, value.thousandths > 0 else {
            let why = (isRaise ? ceiling : floor)?.why ?? "rounding"
            return .held(useless("\(why) leaves no value \(isRaise ? "above" : "below") \(now)"))
        }
        return .done(Fitted(value: value, reasoning: reasoning))
    }

    /// True when `value` lies within all bounds.
    func allows(_ value: Quantity) -> Bool {
        lower.allSatisfy { $0.thousandths <= value.thousandths }
            && upper.allSatisfy { $0.thousandths >= value.thousandths }
    }

    private func useless(_ detail: String) -> Hold { Hold(.outsideBounds, detail) }
}
