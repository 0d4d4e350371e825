public import Model

/// How use becomes a request.
///
/// A strategy sees each sample once, in time order, and keeps a bounded amount of them per workload.
public protocol SizingStrategy: Sendable {
    /// The name in configuration, evidence and on the command line.
    var name: SizingStrategyName { get }
    /// When a request in force is changed for what the strategy asks for.
    var changes: ChangeRules { get }
    /// A recommender of one workload, which sees both resources and what is in force.
    func makeRecommender() -> any Recommender
    /// A meter of one resource of one container; days are counted from `origin`, in seconds.
    func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter
}

extension SizingStrategy {
    /// A band of a quarter around what is asked for.
    public var changes: ChangeRules { .band }
}

/// Takes the samples of one workload and says what it should ask for.
public protocol Recommender: SizingState {
    /// Takes one sample; times never go back.
    mutating func observe(_ sample: UsageSample)
    /// Takes a kill for memory under a limit of so many bytes: more was needed, nobody knows how much.
    mutating func observeKill(limit: Double, at time: Double)
    /// What should be asked for at `time`, when `current` is in force; nil while nothing can be said.
    ///
    /// To keep what is in force, a recommender returns `current` itself.
    mutating func review(current: Sizes?, at time: Double) -> Sizes?
    /// Whether `review` must be asked after every sample, and not only once a period.
    var isWatchful: Bool { get }
}

extension Recommender {
    /// Kills are nothing to strategies that do not look at them, or that see them in what is in force.
    public mutating func observeKill(limit: Double, at time: Double) {}
}

/// The strategies by name.
public enum SizingStrategies {
    /// Every strategy.
    public static let all: [any SizingStrategy] = SizingStrategyName.allCases.map(strategy)

    /// The strategy of that name.
    public static func strategy(_ name: SizingStrategyName) -> any SizingStrategy {
        switch name {
        case .daily: DailySizing()
        case .trimtab: TrimtabSizing()
        case .vpa: VPASizing()
        case .krrSimple: KrrSimple()
        case .krrSimpleLimit: KrrSimpleLimit()
        case .percentile: PercentileSizing()
        }
    }
}
