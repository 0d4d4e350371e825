/// The unit of a statistic, so that it is printed right.
public enum MeasureUnit: String, Sendable, Codable, Hashable {
    case bytes, cores, ratio, count, seconds, percent
}

/// One number that was used to conclude something.
public struct Statistic: Hashable, Sendable, Codable {
    /// `working set p99`.
    public var name: String
    /// The value in the unit.
    public var value: Double
    /// The unit.
    public var unit: MeasureUnit

    /// Makes a statistic.
    public init(_ name: String, _ value: Double, _ unit: MeasureUnit) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

/// A possible cause, with what speaks for and against it.
public struct Hypothesis: Hashable, Sendable, Codable {
    /// `the memory limit is below the need`.
    public var statement: String
    /// What speaks for it.
    public var supports: [String]
    /// What speaks against it.
    public var contradicts: [String]
    /// True for the one that was acted on.
    public var accepted: Bool

    /// Makes a hypothesis.
    public init(_ statement: String, supports: [String], contradicts: [String], accepted: Bool) {
        self.statement = statement
        self.supports = supports
        self.contradicts = contradicts
        self.accepted = accepted
    }
}

/// What a finding is about; open-ended, because detectors are added without touching the road.
public struct FindingKind: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    /// Kebab-case name.
    public let rawValue: String
    /// Takes the name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Takes the name.
    public init(stringLiteral value: String) { rawValue = value }

    /// Memory limit below the need: kills, or use near the limit.
    public static let memoryLimitTooLow: FindingKind = "memory-limit-too-low"
    /// Memory limit far above the need.
    public static let memoryLimitTooHigh: FindingKind = "memory-limit-too-high"
    /// Memory request below the need.
    public static let memoryRequestTooLow: FindingKind = "memory-request-too-low"
    /// Memory request far above the need.
    public static let memoryRequestTooHigh: FindingKind = "memory-request-too-high"
    /// CPU request below the need.
    public static let cpuRequestTooLow: FindingKind = "cpu-request-too-low"
    /// CPU request far above the need.
    public static let cpuRequestTooHigh: FindingKind = "cpu-request-too-high"
    /// CPU limit that throttles.
    public static let cpuLimitTooLow: FindingKind = "cpu-limit-too-low"
    /// CPU limit far above the need.
    public static let cpuLimitTooHigh: FindingKind = "cpu-limit-too-high"
    /// Instance type or class far from use.
    public static let instanceOversized: FindingKind = "instance-oversized"
    /// Memory that grows without bound.
    public static let memoryLeak: FindingKind = "memory-leak"
}

/// The value that detection would like to see; planning clamps, rounds and words it.
public enum Wish: Hashable, Sendable, Codable {
    /// An amount of CPU or memory.
    case quantity(Quantity)
    /// One of a catalogue: `m5.xlarge`.
    case choice(String)
    /// So many sizes smaller in the same family; the present size stands in Git, where no metric tells it.
    case smaller(steps: Int)
    /// Storage for so many bytes more than are used, of which so many are free; how large it is stands in Git.
    case room(growth: Double, free: Double)
}

/// What a change saves each month.
public enum Saving: Hashable, Sendable, Codable {
    /// No prices were imported.
    case unpriced
    /// Nothing: the change costs or is neutral.
    case none
    /// An amount per 30-day month, with the source of the price; negative when it costs.
    case monthly(amount: Double, currency: String, source: String)
}

/// A point of a plot.
public struct PlotPoint: Hashable, Sendable, Codable {
    /// When.
    public var time: Timestamp
    /// How much, in the plot's unit.
    public var value: Double
    /// Makes a point.
    public init(time: Timestamp, value: Double) {
        self.time = time
        self.value = value
    }
}

/// Something in production that is worth acting on, or worth saying why not.
public struct Finding: Hashable, Sendable, Codable {
    /// What it is about.
    public var kind: FindingKind
    /// The resource and attribute concerned.
    public var target: Target
    /// What started the run.
    public var trigger: Trigger
    /// The value that production runs with, as text; nil where no metric tells.
    public var observed: String?
    /// What detection would like to see; nil when it is held.
    public var wish: Wish?
    /// Why detection goes no further; nil when the road goes on.
    public var hold: Hold?
    /// 0…1: how sure the statistics are.
    public var confidence: Double
    /// Where the amount lies that is needed; nil where it is held, and where the data does not tell.
    public var range: NeedRange?
    /// The short remark of the table: `kills 4→0`, `p99 640m`.
    public var remark: String
    /// Sentences for the commit message: what was seen.
    public var narrative: [String]
    /// Numbers that were used.
    public var statistics: [Statistic]
    /// Causes that were weighed.
    public var hypotheses: [Hypothesis]
    /// Queries that were asked.
    public var signals: [SignalRecord]
    /// The window of the signals; its end dates the commit.
    public var window: TimeWindow
    /// Days of history that this workload really has.
    public var historyDays: Double
    /// What else is known of the samples; nil without any.
    public var quality: DataQuality?
    /// Time of the newest sample used.
    public var newestSample: Timestamp?
    /// Daily or finer peaks for the plot, in ``plotUnit``.
    public var plot: [PlotPoint]
    /// Unit of the plot.
    public var plotUnit: MeasureUnit
    /// The window played with each value that may be chosen; nil where nothing could be, and where it is held.
    public var played: PlayedWindow?
    /// Saving per instance change; planning may recompute it for the clamped value.
    public var saving: Saving
    /// Labels that select this target's series in PromQL (`namespace`, `pod` pattern, `container`).
    public var selector: String
    /// Number of instances (pods) the value applies to.
    public var instances: Int
    /// What all instances use together; nil where there is one, and where nothing tells.
    public var fleet: FleetUse?
    /// Targets that must change in the same commit: the limit of a Guaranteed pod with its request.
    public var tiedTo: [Target]

    /// Makes a finding; statistics, signals and texts are filled in by the detector.
    public init(
        kind: FindingKind, target: Target, trigger: Trigger, window: TimeWindow, observed: String? = nil,
        wish: Wish? = nil, hold: Hold? = nil, confidence: Double = 0, range: NeedRange? = nil,
        remark: String = "",
        narrative: [String] = [], statistics: [Statistic] = [], hypotheses: [Hypothesis] = [],
        signals: [SignalRecord] = [], historyDays: Double = 0, quality: DataQuality? = nil,
        newestSample: Timestamp? = nil,
        plot: [PlotPoint] = [], plotUnit: MeasureUnit = .count, played: PlayedWindow? = nil,
        saving: Saving = .unpriced, selector: String = "", instances: Int = 1, fleet: FleetUse? = nil,
        tiedTo: [Target] = []
    ) {
        self.kind = kind
        self.target = target
        self.trigger = trigger
        self.window = window
        self.observed = observed
        self.wish = wish
        self.hold = hold
        self.confidence = confidence
        self.range = range
        self.remark = remark
        self.narrative = narrative
        self.statistics = statistics
        self.hypotheses = hypotheses
        self.signals = signals
        self.historyDays = historyDays
        self.quality = quality
        self.newestSample = newestSample
        self.plot = plot
        self.plotUnit = plotUnit
        self.played = played
        self.saving = saving
        self.selector = selector
        self.instances = instances
        self.fleet = fleet
        self.tiedTo = tiedTo
    }

    /// The least coverage among the signals, 0…1; 0 without signals.
    public var coverage: Double { signals.map(\.coverage).min() ?? 0 }
}
