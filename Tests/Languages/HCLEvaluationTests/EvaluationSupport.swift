import Diagnostics
import Foundation
import HCL
import HCLEvaluation
import Provenance

/// What an expression evaluates to in a scope of locals.
struct Evaluated {
    var value: Value
    var diagnostics: [Diagnostic]

    /// The value as JSON with sorted keys, as `jsonencode` writes it; nil when something in it is unknown.
    var json: String? { value.firstUnknown == nil && diagnostics.isEmpty ? Self.json(value) : nil }

    static func json(_ value: Value) -> String {
        switch value.content {
        case .null, .unknown, .partial, .open, .candidates: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .number(let number): return number.text
        case .string(let text): return quote(text.string)
        case .list(let elements, _), .set(let elements, _), .tuple(let elements):
            return "[" + elements.map(json).joined(separator: ",") + "]"
        case .map(let members, _), .object(let members):
            return "{" + members.entries.map { quote($0.key) + ":" + json($0.value) }.joined(separator: ",")
                + "}"
        }
    }

    private static func quote(_ text: String) -> String {
        let data = try? JSONSerialization.data(withJSONObject: [text], options: [.withoutEscapingSlashes])
        return String(decoding: data ?? Data(), as: UTF8.self).dropFirst().dropLast().description
    }
}

/// Evaluates `result` of a file of attributes; the others are `local.…` and `var.…` alike.
func evaluate(
    file source: String, path: String = "main.tf", result: String = "result",
    limits: EvaluationLimits = .default,
    hooks: EvaluationHooks = EvaluationHooks(), shortCircuits: Bool = true,
    prepare: (ModuleScope) -> Void = { _ in }
) -> Evaluated {
    let file = HCLParser.parseAny(Array(source.utf8), path: path)
    let evaluator = Evaluator(limits: limits, hooks: hooks)
    evaluator.shortCircuits = shortCircuits
    let scope = ModuleScope()
    for attribute in file.body.attributes {
        scope.define(
            "local", attribute.name, attribute.expression, path: path, hop: "local.\(attribute.name)")
    }
    prepare(scope)
    guard let expression = file.body.attribute(result)?.expression else {
        return Evaluated(value: Value(.null(.dynamic)), diagnostics: file.diagnostics)
    }
    let value = evaluator.evaluate(expression, path: path, scope: scope)
    return Evaluated(value: value, diagnostics: file.diagnostics + evaluator.diagnostics)
}

/// Evaluates one expression.
func evaluate(_ expression: String) -> Evaluated { evaluate(file: "result = \(expression)\n") }
