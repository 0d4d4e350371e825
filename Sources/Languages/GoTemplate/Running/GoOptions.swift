public import Diagnostics

/// Bounds of one run; hostile templates end in a diagnostic.
public struct GoLimits: Sendable, Hashable {
    /// Executed nodes and produced elements.
    public var steps: Int
    /// Bytes of text made by one file or one function.
    public var output: Int
    /// Templates inside templates.
    public var nesting: Int
    /// Steps of all regular expressions together: length of text times paths that are alive.
    public var regexSteps: Int

    /// Makes limits.
    public init(
        steps: Int = 5_000_000, output: Int = 32 << 20, nesting: Int = 100, regexSteps: Int = 100_000_000
    ) {
        self.steps = steps
        self.output = output
        self.nesting = nesting
        self.regexSteps = regexSteps
    }
}

/// How a set of templates is run.
public struct GoOptions: Sendable, Hashable {
    /// How the message begins with which a strict template refuses a key that is not there.
    public static let missingKey = "map has no entry for key"

    /// Bounds.
    public var limits: GoLimits
    /// Whether a missing key is an error (`missingkey=error`) instead of nothing.
    public var isStrict: Bool
    /// Whether a missing key is nothing that may be asked for keys of its own, as Go has it where nothing else is said.
    public var keepsMissing: Bool
    /// Whether `required` takes a value that is not there for one that somebody gives later, and that is not known.
    public var expectsValues = false
    /// Whether `<no value>` is removed from the output, as Helm does.
    public var removesNoValue: Bool
    /// Seconds since 1970 that `now` gives.
    public var now: Int64
    /// Start of the random functions' sequence.
    public var seed: UInt64

    /// Makes options; the defaults are Helm's.
    public init(
        limits: GoLimits = GoLimits(), isStrict: Bool = false, keepsMissing: Bool = false,
        removesNoValue: Bool = true, now: Int64 = 0, seed: UInt64 = 0
    ) {
        self.limits = limits
        self.isStrict = isStrict
        self.keepsMissing = keepsMissing
        self.removesNoValue = removesNoValue
        self.now = now
        self.seed = seed
    }
}

/// What a run made.
public struct GoRendering {
    /// The text with its origins; up to the error when there is one.
    public var text: GoText
    /// The branches that ``GoText/Run/branch`` names.
    public var branches: BranchTable
    /// What went wrong; at most one error.
    public var diagnostics: [Diagnostic]
    /// True when random or time functions were called.
    public var isVolatile: Bool
    /// True when what such a function gave decided which branches were taken.
    public var isChosenByChance: Bool
    /// Choices that hang on values which are not known.
    public var undecided: [GoUndecided]
    /// Go's whole message for the error: `template: t/templates/a.yaml:3:12: executing "…" at <.Values.x>: …`, one in another.
    public var message: String?
    /// The function or method that this engine knows of but does not compute, when that is the error.
    public var unsupported: String?
}

/// A choice of a template that hangs on a value which is not known, so that either way is possible.
public struct GoUndecided: Sendable, Hashable {
    /// The whole condition with its branches, or the call that chose.
    public var place: SourceSpan
    /// What is not known.
    public var unknown: SourceSpan
    /// True where the unknown value itself was taken, and so is seen in what became of it.
    public var isTaken = false
}
