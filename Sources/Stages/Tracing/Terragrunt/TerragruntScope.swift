internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Provenance

/// For whom a Terragrunt file is evaluated: what its functions about paths go by.
struct TerragruntContext: Hashable {
    /// The configuration that is evaluated, seen from the repository: the unit's, or one that is read by a function.
    var config: String
    /// The configuration that everything began with.
    var original: String
    /// The file that is being included; nil while the configuration itself is evaluated.
    var included: String?

    /// Where the configuration lies.
    var directory: String { RepositoryPath.directory(of: config) }
    var originalDirectory: String { RepositoryPath.directory(of: original) }
}

/// An `include` block.
struct TerragruntInclude {
    enum Strategy: String { case none = "no_merge", shallow, deep }

    var label: String
    /// The file that is included; nil when it is not known which.
    var path: String?
    /// Why it is not known, or why there is none.
    var problem: Unknown?
    var isExposed: Bool
    var strategy: Strategy
    /// Where the block stands.
    var span: SourceSpan
}

/// The names of one Terragrunt file: its locals, its includes, and what stands for other units.
final class TerragruntScope: EvaluationScope {
    private enum Entry {
        case ready(Value)
        case running
        case waiting(ExpressionView)
    }

    let context: TerragruntContext
    /// The file as it is seen from the repository.
    let path: String
    /// The file as it is called in spans.
    let realPath: String
    private unowned let reader: TerragruntReader
    private var locals: [String: Entry] = [:]
    /// What a stack gives to the unit, or `terragrunt.values.hcl` beside the file.
    var values: Value?
    /// Name → the `default` of a feature flag.
    private var features: [String: ExpressionView] = [:]

    init(_ path: String, realPath: String, context: TerragruntContext, reader: TerragruntReader) {
        self.path = path
        self.realPath = realPath
        self.context = context
        self.reader = reader
    }

    /// Where paths that are relative to the file begin.
    var directory: String { RepositoryPath.directory(of: path) }

    func define(local name: String, _ expression: ExpressionView) { locals[name] = .waiting(expression) }
    func define(feature name: String, _ expression: ExpressionView) { features[name] = expression }

    /// All locals as an object.
    func allLocals(at span: SourceSpan, with evaluator: Evaluator) -> Value {
        Value(
            .object(
                Members(
                    locals.keys.map { name in
                        Members.Entry(name, local(name, at: span, with: evaluator) ?? Value(.null(.dynamic)))
                    })))
    }

    private func local(_ name: String, at span: SourceSpan, with evaluator: Evaluator) -> Value? {
        switch locals[name] {
        case nil: return nil
        case .ready(let value): return value
        case .running:
            let detail = "local.\(name) refers to itself"
            evaluator.report("hcl-reference-cycle", detail, at: span)
            return Value(.unknown(Unknown(.cycle, detail, at: span)))
        case .waiting(let expression):
            locals[name] = .running
            var value = evaluator.separately {
                evaluator.evaluate(expression, path: realPath, scope: self)
            }
            value = value.passing(
                Hop(SourceSpan(path: realPath, range: expression.range), "local.\(name)"))
            locals[name] = .ready(value)
            return value
        }
    }

    func resolve(_ reference: Reference, with evaluator: Evaluator) -> Resolution? {
        let name = reference.attribute(0)
        switch reference.name {
        case "local":
            guard let name else {
                return Resolution(allLocals(at: reference.span, with: evaluator), steps: 0)
            }
            return local(name, at: reference.span, with: evaluator).map { Resolution($0, steps: 1) }
        case "values":
            if values == nil { reader.missValues() }
            return values.map { Resolution($0, steps: 0) }
        case "include": return include(name, reference, evaluator)
        case "dependency":
            let what = name.map { "dependency.\($0)" } ?? "dependency"
            let detail = "\(what) is read from the state of another unit"
            return Resolution(
                Value(tracing: Unknown(.computed, detail, at: reference.span)), steps: name == nil ? 0 : 1)
        case "feature": return feature(name, reference, evaluator)
        default: return nil
        }
    }

    private func include(_ name: String?, _ reference: Reference, _ evaluator: Evaluator) -> Resolution? {
        let includes = reader.includes(of: self).filter(\.isExposed)
        if let name, let found = includes.first(where: { $0.label == name && !name.isEmpty }) {
            return Resolution(reader.exposed(found, for: self, at: reference.span), steps: 1)
        }
        // An include without a label is called by the word alone.
        if let bare = includes.first(where: { $0.label.isEmpty }) {
            return Resolution(reader.exposed(bare, for: self, at: reference.span), steps: 0)
        }
        guard name == nil else { return nil }
        let entries = includes.map {
            Members.Entry($0.label, reader.exposed($0, for: self, at: reference.span))
        }
        return Resolution(Value(.object(Members(entries))), steps: 0)
    }

    private func feature(_ name: String?, _ reference: Reference, _ evaluator: Evaluator) -> Resolution? {
        guard let name, let value = feature(name, evaluator) else { return nil }
        return Resolution(Value(.object(Members([Members.Entry("value", value)]))), steps: 1)
    }

    /// The default of a feature flag that this file declares, or one that it includes.
    private func feature(_ name: String, _ evaluator: Evaluator) -> Value? {
        guard let expression = features[name] else {
            let parents = reader.includes(of: self).reversed().compactMap { reader.parent($0, of: self) }
            return parents.lazy.compactMap { $0.scope.feature(name, evaluator) }.first
        }
        return evaluator.evaluate(expression, path: realPath, scope: self).passing(
            Hop(SourceSpan(path: realPath, range: expression.range), "default of feature.\(name)"))
    }
}
