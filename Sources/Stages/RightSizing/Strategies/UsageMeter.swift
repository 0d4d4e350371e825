/// What is sized: cores or bytes.
public enum SizedResource: String, Sendable, Hashable, CaseIterable, Codable {
    case cpu, memory
}

/// A number that was measured, as the beginning of a sentence: “In 96.5% of its samples it used at most 210m …”.
public struct UsageMeasure: Hashable, Sendable {
    /// The words before the amount.
    public var words: String
    /// Cores or bytes.
    public var amount: Double

    /// Makes a measure.
    public init(_ words: String, _ amount: Double) {
        self.words = words
        self.amount = amount
    }
}

/// What a strategy would ask for, its own margin included.
public struct UsageNeed: Hashable, Sendable {
    /// Cores or bytes.
    public var amount: Double
    /// How it came to that, as the end of a sentence: “The proposal is …”.
    public var reason: String
    /// What was measured for it, before any margin; nil where the caller's own numbers say enough.
    public var measure: UsageMeasure?

    /// Makes a need.
    public init(_ amount: Double, _ reason: String, measure: UsageMeasure? = nil) {
        self.amount = amount
        self.reason = reason
        self.measure = measure
    }
}

/// Takes the samples of one resource of one container, in time order, and says what to ask for.
public protocol UsageMeter: SizingState {
    /// Takes one sample, in cores or bytes, at `time` in seconds; times never go back.
    mutating func observe(_ value: Double, at time: Double)
    /// Takes samples at equal distances, the first at `start`; NaN was not measured.
    ///
    /// The same as one by one, and quicker.
    mutating func observe(_ values: [Double], from start: Double, step: Double)
    /// Takes a kill for memory under a limit of so many bytes: more was needed, nobody knows how much.
    mutating func observeKill(limit: Double, at time: Double)
    /// What the samples so far say; nil while they say nothing.
    func need() -> UsageNeed?
}

extension UsageMeter {
    /// One by one.
    public mutating func observe(_ values: [Double], from start: Double, step: Double) {
        for (place, value) in values.enumerated() where !value.isNaN {
            observe(value, at: start + Double(place) * step)
        }
    }

    /// Kills are nothing to meters of cores, and to strategies that do not look at them.
    public mutating func observeKill(limit: Double, at time: Double) {}
}
