public import Diagnostics
public import HCL
public import Provenance

/// What a name stands for, and how many of the steps after it were taken to find that.
public struct Resolution {
    /// The value.
    public var value: Value
    /// How many leading steps of the reference belong to the name: one for `var.size`.
    public var steps: Int
    /// Makes a resolution.
    public init(_ value: Value, steps: Int) {
        self.value = value
        self.steps = steps
    }
}

/// A reference as it is written: its first name and what follows.
public struct Reference {
    /// The first name: `var`, `local`, `aws_instance`.
    public var name: String
    /// What follows the name.
    public var steps: [TraversalView.Step]
    /// Where it stands.
    public var span: SourceSpan

    /// The name of a step when it is a plain one.
    public func attribute(_ index: Int) -> String? {
        guard index < steps.count else { return nil }
        switch steps[index] {
        case .attribute(let name, _): return name
        case .indexString(let name, _): return name
        default: return nil
        }
    }
}

/// Gives names their values, when they are asked for.
public protocol EvaluationScope: AnyObject {
    /// The value of a reference; nil when nothing here defines its name.
    ///
    /// Called once for every use: keep what was computed, and break cycles (``ModuleScope`` does both).
    func resolve(_ reference: Reference, with evaluator: Evaluator) -> Resolution?
}

/// The names of one module instance: ready values, and expressions that are evaluated when first asked for.
public final class ModuleScope: EvaluationScope {
    private enum Entry {
        case ready(Value)
        case running
        case waiting(ExpressionView, path: String, hop: String)
    }

    /// Names that stand for values, such as `each`, `count`, `path`, `terraform`.
    public var values: [String: Value] = [:]
    /// Asked for what else there is: resources, data sources, modules.
    public var fallback: ((Reference, Evaluator) -> Resolution?)?
    private var members: [String: [String: Entry]] = [:]

    /// Makes a scope without names.
    public init() {}

    /// Defines `root.name` by an expression that is evaluated in this scope when it is first asked for.
    public func define(
        _ root: String, _ name: String, _ expression: ExpressionView, path: String, hop: String
    ) {
        members[root, default: [:]][name] = .waiting(expression, path: path, hop: hop)
    }

    /// Defines `root.name` as a value.
    public func define(_ root: String, _ name: String, _ value: Value) {
        members[root, default: [:]][name] = .ready(value)
    }

    /// The value of `root.name`, evaluated now if it was not before; nil when nothing defines it.
    public func value(_ root: String, _ name: String, at span: SourceSpan, with evaluator: Evaluator)
        -> Value?
    {
        switch members[root]?[name] {
        case nil: return nil
        case .ready(let value): return value
        case .running:
            evaluator.report("hcl-reference-cycle", "\(root).\(name) refers to itself", at: span)
            return Value(.unknown(Unknown(.cycle, "\(root).\(name) refers to itself", at: span)))
        case .waiting(let expression, let path, let hop):
            members[root]?[name] = .running
            var value = evaluator.separately { evaluator.evaluate(expression, path: path, scope: self) }
            value = value.passing(Hop(SourceSpan(path: path, range: expression.range), hop))
            members[root]?[name] = .ready(value)
            return value
        }
    }

    /// Finds the name among values and members, then asks ``fallback``.
    public func resolve(_ reference: Reference, with evaluator: Evaluator) -> Resolution? {
        if let value = values[reference.name] { return Resolution(value, steps: 0) }
        if let name = reference.attribute(0),
            let value = value(reference.name, name, at: reference.span, with: evaluator)
        {
            return Resolution(value, steps: 1)
        }
        return fallback?(reference, evaluator)
    }
}
