public import Model
internal import RightSizing

/// What detection demands of the data, and how far off a value must be before it is worth a change.
///
/// Categories may demand more evidence later on the road; they never get less than this.
public struct DetectionLimits: Hashable, Sendable {
    /// How far back the signals are asked for.
    public var window = TimeSpan(seconds: 14 * 86_400)
    /// How far back the peaks of days are asked for, for strategies that look further than the window.
    public var memoryHistory = TimeSpan(seconds: 28 * 86_400)
    /// Least history of a workload before anything but a kill is acted on.
    public var history = TimeSpan(seconds: 14 * 86_400)
    /// Least share of expected samples, 0…1.
    public var coverage = 0.95
    /// Longest time without a sample: what a busy morning needs is not to be seen on the other days.
    public var gap = TimeSpan(seconds: 12 * 3600)
    /// Most restarts a day of one pod, on average: what starts anew all the time shows its start and not its use.
    public var restarts = 24.0
    /// Most times a day that a counter of one pod may begin anew while its container goes on.
    public var resets = 4.0
    /// Least that a process has in its working set; less is a number in another unit.
    public var leastProcess = Quantity(bytes: 64 * 1024)
    /// Share of the last day's samples that may be above the limit in force; more is another unit, or another container.
    public var aboveLimit = 0.5
    /// Greatest age of the newest sample at the end of the window.
    public var freshness = TimeSpan(seconds: 30 * 60)
    /// How far back the runs of a job are followed that the window holds too few of.
    public var runHistory = TimeSpan(seconds: 56 * 86_400)
    /// Fewer runs of a job that is due less often than ``leastRuns`` times a window say nothing of the next.
    public var leastRareRuns = 4
    /// How long a new version must have run.
    public var settling = TimeSpan(seconds: 86_400)
    /// Fewer runs of a job say nothing of the next.
    public var leastRuns = 5
    /// Distance of CPU samples; each is the mean of this long.
    public var cpuStep = TimeSpan(seconds: 300)
    /// Distance of memory samples; each is the greatest of this long, so no peak falls between two.
    public var memoryStep = TimeSpan(seconds: 600)
    /// Nothing is sized below this much CPU.
    public var cpuFloor = Quantity(cores: DailyRules.coresFloor)
    /// Nothing is sized below this much memory.
    public var memoryFloor = Quantity(bytes: DailyRules.bytesFloor)
    /// Memory is never asked for below what was seen and this, whatever a strategy says.
    public var leastMargin = DailyRules.leastMargin
    /// Added to the need for a request.
    public var requestMargin = DailyRules.requestMargin
    /// Added to the peak for a memory limit that kept below it.
    public var limitMargin = DailyRules.limitMargin
    /// Multiplies a limit at which a container was killed: the true need is above it, unknown how far.
    public var killMargin = DailyRules.killMargin
    /// A limit is near when a day's p99 of the working set is above this share of it.
    public var nearLimit = DailyRules.nearLimit
    /// A memory limit is far too high from this multiple of the need on.
    public var farLimit = 8.0
    /// A CPU limit bites when a day's p95 of the throttled share of periods is above this.
    public var throttledShare = 0.25
    /// A machine is oversized when the p99.5 of its CPU is below this share; half of it would still have a fifth free.
    public var instanceShare = 0.4

    /// The defaults; every field can be set.
    public init() {}

    /// The end of the window that a run at `time` asks for: the last whole memory step, so that runs within one step
    /// ask the same.
    public func end(at time: Timestamp) -> Timestamp {
        let step = max(1, Int64(memoryStep.seconds * 1000))
        return Timestamp(milliseconds: time.milliseconds - (time.milliseconds % step + step) % step)
    }
}
