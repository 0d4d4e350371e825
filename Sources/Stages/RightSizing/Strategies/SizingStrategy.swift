/// How use becomes a request.
///
/// A strategy sees each sample once, in time order, and keeps a bounded amount of them per workload.
public protocol SizingStrategy: Sendable {
    /// The name in configuration, evidence and on the command line.
    var name: String { get }
    /// A recommender of one workload.
    func makeRecommender() -> any Recommender
}

/// Takes the samples of one workload and says what it should ask for.
public protocol Recommender: Sendable {
    /// Takes one sample; times never go back.
    mutating func observe(_ sample: UsageSample)
    /// What should be asked for at `time`, when `current` is in force; nil while nothing can be said.
    ///
    /// To keep what is in force, a recommender returns `current` itself.
    mutating func review(current: Sizes?, at time: Double) -> Sizes?
    /// Whether `review` must be asked after every sample, and not only once a period.
    var isWatchful: Bool { get }
}

/// The strategies by name.
public enum SizingStrategies {
    /// Every strategy, the default one first.
    public static let all: [any SizingStrategy] = [
        TrimtabSizing(), VPASizing(), KrrSimple(), KrrSimpleLimit(), PercentileSizing(),
    ]

    /// The strategy called `name`.
    public static func named(_ name: String) -> (any SizingStrategy)? { all.first { $0.name == name } }
}
