/// Bounds that make a hostile or enormous repository end in a hold instead of in exhausted memory or time.
public struct TracingLimits: Sendable, Hashable {
    /// Files with more bytes are not read.
    public var fileSize: Int
    /// The most attributes of one object, aliases written out.
    public var attributesPerObject: Int
    /// The most instances of one `count` or `for_each`.
    public var instances: Int
    /// How deep modules may call each other.
    public var moduleDepth: Int
    /// The most files of one chart.
    public var chartFiles = 5_000
    /// The most attributes of other roots that an inventory lists for one token; a trace lists all of them.
    public var elsewhere = 1_000
    /// The most roots that are listed as sharing files with one.
    public var shares = 400
    /// The most module instances of one root.
    public var moduleInstances: Int
    /// The most expressions that are evaluated for one root.
    public var evaluationSteps: Int

    /// Makes limits; what is not named has the default.
    public init(
        fileSize: Int = 8 << 20, attributesPerObject: Int = 50_000, instances: Int = 2_000,
        moduleDepth: Int = 20, moduleInstances: Int = 20_000, evaluationSteps: Int = 30_000_000
    ) {
        self.fileSize = fileSize
        self.attributesPerObject = attributesPerObject
        self.instances = instances
        self.moduleDepth = moduleDepth
        self.moduleInstances = moduleInstances
        self.evaluationSteps = evaluationSteps
    }

    /// Bounds that no repository written by people reaches.
    public static let `default` = TracingLimits()
}
