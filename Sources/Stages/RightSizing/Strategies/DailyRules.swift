/// The numbers of the sweep's own strategy, for the sweep and for what is tried on tables alike.
public enum DailyRules {
    /// Multiplies the need for a request.
    public static let requestMargin = 1.15
    /// Memory is never asked for below what was seen and this, whatever a strategy says.
    public static let leastMargin = 1.10
    /// Multiplies the peak for a memory limit that kept below it.
    public static let limitMargin = 1.25
    /// Multiplies a limit at which a container was killed: the true need is above it, unknown how far.
    public static let killMargin = 1.5
    /// A limit is near when use is above this share of it.
    public static let nearLimit = 0.9
    /// A value is far off when it differs from the need by more than this share of the larger of both.
    public static let deviation = 0.25
    /// Differences below so many cores are not worth a change.
    public static let leastCores = 0.05
    /// Differences below so many bytes are not worth a change.
    public static let leastBytes = 64.0 * 1_048_576
    /// Nothing is sized below so many cores.
    public static let coresFloor = 0.01
    /// Nothing is sized below so many bytes.
    public static let bytesFloor = 32.0 * 1_048_576
}
