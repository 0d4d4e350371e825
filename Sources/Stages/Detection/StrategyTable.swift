public import Model
internal import RightSizing

/// Which strategy sizes what, by kind of workload and attribute.
///
/// A finding is made before its file is known, so neither paths nor environments can choose.
public struct StrategyTable: Sendable {
    private let choose: @Sendable (_ kind: String, _ attribute: String) -> SizingStrategyName?

    /// The usual strategy for everything.
    public init() { choose = { _, _ in nil } }

    /// - Parameter choose: from a kind such as `Deployment` and an attribute such as `resources.requests.cpu` to a
    ///   strategy; nil for the usual one.
    public init(_ choose: @escaping @Sendable (_ kind: String, _ attribute: String) -> SizingStrategyName?) {
        self.choose = choose
    }

    func strategy(kind: String, attribute: String) -> any SizingStrategy {
        SizingStrategies.strategy(choose(kind, attribute) ?? .usual)
    }
}
