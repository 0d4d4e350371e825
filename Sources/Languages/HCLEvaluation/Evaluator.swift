public import Diagnostics
public import HCL
public import Provenance

/// Computes the values of HCL expressions as Terraform does, and remembers which tokens they come from.
///
/// Errors are diagnostics, and the value they spoil is unknown; evaluation goes on around it. One evaluator serves one
/// thread; its bounds count for everything that it evaluates.
public final class Evaluator {
    /// What was found wrong: in names first, then in what was asked for.
    public var diagnostics: [Diagnostic] { settled + pending }
    /// Errors of what stands on its own.
    private var settled: [Diagnostic] = []
    /// Errors of what is being evaluated.
    private var pending: [Diagnostic] = []
    /// Bounds on the work.
    public let limits: EvaluationLimits
    /// Files and YAML.
    public let hooks: EvaluationHooks
    /// `false && x` and `true || x` do not look at x: so since Terraform 1.12; before that an error in x was one.
    public var shortCircuits = true
    /// Every name must be declared, as in a module of Terraform: `try` and `can` do not catch one that is not.
    ///
    /// A name that nothing here declares is then not known, for a file that is made or copied in may.
    public var demandsDeclarations = false
    /// Path → the string whose text it stands for: files that are made, and are nowhere.
    ///
    /// What is evaluated of one comes from the tokens that the string comes from, part by part.
    public var madeFiles: [String: Value] = [:]
    private var stepsLeft: Int
    private var depth = 0
    private var reportedLimit = false
    var errorCount = 0
    /// What is left of the work that patterns may do together.
    var patternStepsLeft: Int
    /// Template files that are being rendered.
    var openTemplates: [String] = []

    /// Makes an evaluator that has done no work yet.
    public init(limits: EvaluationLimits = .default, hooks: EvaluationHooks = EvaluationHooks()) {
        self.limits = limits
        self.hooks = hooks
        stepsLeft = limits.steps
        patternStepsLeft = limits.patternSteps
    }

    /// The value of an expression of the file at `path`.
    public func evaluate(
        _ expression: ExpressionView, path: String, scope: any EvaluationScope, names: [String: Value] = [:]
    ) -> Value {
        evaluate(
            expression, Frame(path: path, scope: scope, names: Array(names), source: madeFiles[path]))
    }

    /// Origins of a literal token of the file at `path`.
    public func origins(ofToken range: ByteRange, path: String) -> Origins {
        Frame(path: path, scope: ModuleScope(), names: [], source: madeFiles[path]).token(range)
    }

    /// The value of the text of a template file, `${…}` and `%{…}` rendered with `names`.
    public func evaluateTemplate(
        _ bytes: [UInt8], path: String, scope: any EvaluationScope, names: [String: Value]
    ) -> Value {
        evaluateTemplate(bytes, Frame(path: path, scope: scope, names: Array(names)))
    }

    func evaluate(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard stepsLeft > 0 else { return limit("more than \(limits.steps) steps", expression, frame) }
        guard depth < limits.depth else {
            return limit("nested deeper than \(limits.depth)", expression, frame)
        }
        stepsLeft -= 1
        depth += 1
        defer { depth -= 1 }
        let value = compute(expression, frame)
        guard value.weight <= limits.values else {
            return limit("a value of more than \(limits.values) parts", expression, frame)
        }
        return value
    }

    private func limit(_ what: String, _ expression: ExpressionView, _ frame: Frame) -> Value {
        limit(what, at: frame.span(expression.range))
    }

    /// Says that a bound was reached and gives the value that it spoils.
    public func limit(_ what: String, at span: SourceSpan) -> Value {
        if !reportedLimit {
            reportedLimit = true
            report("hcl-evaluation-limit", "evaluation stopped: \(what)", at: span)
        }
        errorCount += 1
        return Value(.unknown(Unknown(.limit, what, at: span)))
    }

    /// Takes one step more; false when none is left.
    func step(_ count: Int = 1) -> Bool {
        stepsLeft -= count
        return stepsLeft > 0
    }

    /// Adds an error; at most 1,000 are kept.
    public func report(_ id: DiagnosticID, _ message: String, at span: SourceSpan) {
        errorCount += 1
        if pending.count < 1000 { pending.append(Diagnostic(id, .error, message, at: span)) }
    }

    /// Adds an error and gives the value that it spoils.
    public func failure(
        _ id: DiagnosticID, _ message: String, at span: SourceSpan, type: ValueType = .dynamic
    ) -> Value {
        report(id, message, at: span)
        return Value(.unknown(Unknown(.error, message, at: span, type: type)))
    }

    /// What became of an attempt.
    struct Attempt {
        var value: Value
        /// Errors that were taken back.
        var errors: [Diagnostic] = []
        var failed = false
    }

    /// Evaluates and says whether errors came up, which are taken back.
    ///
    /// Errors of names that are evaluated on the way are not among them: they stay, and nothing hides them.
    func attempt(_ body: () -> Value) -> Attempt {
        let (before, kept) = (errorCount, pending.count)
        let value = body()
        guard errorCount > before, !reportedLimit else { return Attempt(value: value) }
        errorCount = before
        let errors = Array(pending[min(kept, pending.count)...])
        pending.removeLast(errors.count)
        return Attempt(value: value, errors: errors, failed: true)
    }

    /// Adds errors that an attempt took back.
    func restore(_ errors: [Diagnostic]) {
        errorCount += errors.count
        pending += errors.prefix(max(0, 1000 - pending.count))
    }

    /// Evaluates something that stands on its own, such as the value of a name: its errors count once, and not for who asked.
    ///
    /// Terraform refuses a configuration for them; `try` around a use of the name does not.
    public func separately(_ body: () -> Value) -> Value {
        let (count, waiting) = (errorCount, pending)
        pending = []
        let value = body()
        settled += pending.prefix(max(0, 1000 - settled.count))
        (errorCount, pending) = (count, waiting)
        return value
    }
}

/// Where an expression is evaluated.
struct Frame {
    var path: String
    var scope: any EvaluationScope
    var names: [(key: String, value: Value)]
    /// Bytes in front of the text that was parsed that are no bytes of the file.
    var shift: UInt32 = 0
    /// Stands for every place, where the text is not a part of the file as it is.
    var fixed: SourceSpan?
    /// The string whose text was parsed, where that is not a file's.
    var source: Value?
    /// True in quotes, where a backslash is an escape.
    var hasBackslashes = false
    /// Template files and values of their own see no names but those given.
    var isTemplateFile = false

    func span(_ range: ByteRange) -> SourceSpan {
        if let fixed { return fixed }
        let lower = range.lower >= shift ? range.lower - shift : 0
        return SourceSpan(
            path: path,
            range: ByteRange(lower: lower, upper: max(lower, range.upper >= shift ? range.upper - shift : 0)))
    }

    func token(_ range: ByteRange) -> Origins {
        guard let source else { return Origins(token: span(range)) }
        let lower = Int(range.lower) - Int(shift)
        guard lower >= 0 else { return source.origins.derived }
        return source.origins(of: lower..<(Int(range.upper) - Int(shift)))
    }

    /// Bytes that stand in a file as they were parsed; nil for those of a text that was made.
    func written(_ range: ByteRange) -> SourceSpan? {
        source == nil && fixed == nil && shift == 0 && !isTemplateFile ? span(range) : nil
    }

    func binding(_ names: [(String, Value)]) -> Frame {
        var frame = self
        for (name, value) in names { frame.names.append((name, value)) }
        return frame
    }

    func local(_ name: String) -> Value? { names.last { $0.key == name }?.value }
}
