public import Diagnostics
public import HCL
public import Provenance

/// Computes the values of HCL expressions as Terraform does, and remembers which tokens they come from.
///
/// Errors are diagnostics, and the value they spoil is unknown; evaluation goes on around it. One evaluator serves one
/// thread; its bounds count for everything that it evaluates.
public final class Evaluator {
    /// What was found wrong, in the order met.
    public internal(set) var diagnostics: [Diagnostic] = []
    /// Bounds on the work.
    public let limits: EvaluationLimits
    /// Files and YAML.
    public let hooks: EvaluationHooks
    private var stepsLeft: Int
    private var depth = 0
    private var reportedLimit = false
    var errorCount = 0
    /// Template files that are being rendered.
    var openTemplates: [String] = []

    /// Makes an evaluator that has done no work yet.
    public init(limits: EvaluationLimits = .default, hooks: EvaluationHooks = EvaluationHooks()) {
        self.limits = limits
        self.hooks = hooks
        stepsLeft = limits.steps
    }

    /// The value of an expression of the file at `path`.
    public func evaluate(
        _ expression: ExpressionView, path: String, scope: any EvaluationScope, names: [String: Value] = [:]
    ) -> Value {
        evaluate(expression, Frame(path: path, scope: scope, names: Array(names)))
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
        return compute(expression, frame)
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
        if diagnostics.count < 1000 { diagnostics.append(Diagnostic(id, .error, message, at: span)) }
    }

    /// Adds an error and gives the value that it spoils.
    public func failure(_ id: DiagnosticID, _ message: String, at span: SourceSpan) -> Value {
        report(id, message, at: span)
        return Value(.unknown(Unknown(.error, message, at: span)))
    }

    /// Evaluates and says whether errors came up, which are taken back.
    func attempt(_ body: () -> Value) -> (value: Value, failed: Bool) {
        let (before, kept) = (errorCount, diagnostics.count)
        let value = body()
        let failed = errorCount > before && !reportedLimit
        if failed {
            errorCount = before
            diagnostics.removeLast(max(0, diagnostics.count - kept))
        }
        return (value, failed)
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

    func token(_ range: ByteRange) -> Origins { Origins(token: span(range)) }

    func binding(_ names: [(String, Value)]) -> Frame {
        var frame = self
        for (name, value) in names { frame.names.append((name, value)) }
        return frame
    }

    func local(_ name: String) -> Value? { names.last { $0.key == name }?.value }
}
