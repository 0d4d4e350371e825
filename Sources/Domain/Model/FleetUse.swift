/// What the pods of a container use together, beside the worst of them, which decides.
public struct FleetUse: Hashable, Sendable, Codable {
    /// Pods that exist, or that the controller wants.
    public var pods: Int
    /// The level of the mean pod, in ``unit``: of cores the p99 of the means at each step, of bytes the greatest.
    public var mean: Double
    /// The same of all pods together.
    public var total: Double
    /// The same of the worst pod at each step.
    public var worst: Double
    /// Cores or bytes.
    public var unit: MeasureUnit

    /// From this multiple of the mean pod on, the worst one is another kind of pod.
    public static let uneven = 2.0

    /// Makes an aggregate of levels.
    public init(pods: Int, mean: Double, total: Double, worst: Double, unit: MeasureUnit) {
        self.pods = pods
        self.mean = mean
        self.total = total
        self.worst = worst
        self.unit = unit
    }

    /// Whether one pod does far more than the others, so that a size for it is idle in them.
    public var isUneven: Bool { mean > 0 && worst >= FleetUse.uneven * mean }

    /// `4 pods · mean 310m · all 1240m · worst 480m (×1.5)`.
    public var text: String {
        let share = mean > 0 ? " (×\((worst / mean).fixed(1)))" : ""
        return "\(pods) pods · mean \(unit.text(mean)) · all \(unit.text(total)) · worst "
            + "\(unit.text(worst))\(share)"
    }
}
