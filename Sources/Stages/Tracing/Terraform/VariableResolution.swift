internal import Diagnostics
internal import HCL
internal import Model

/// Finds the value of one variable: the strongest variable file of a root, the argument of a call, or the default.
struct VariableResolution {
    let scope: TerraformScope
    let name: String

    func value() -> Evaluated {
        guard let block = scope.module.variables[name] else {
            return .unknown(Hold(.noSuchResource, "`var.\(name)` is not declared in \(scope.module.path)"))
        }
        if let hold = scope.module.disputed["var.\(name)"] { return .unknown(hold) }
        var value = given(block)
        if block.view.body.attribute("sensitive")?.expression.bool == true { value.isSensitive = true }
        if case .null = value.value {
            let nullable = block.view.body.attribute("nullable")?.expression.bool ?? true
            if nullable {
                value.value = .unknown(
                    Hold(
                        .unsupported,
                        "`var.\(name)` is null, so nothing here sets the value (\(block.location))"))
            } else if let fallback = fallback(block) {
                value = fallback
            }
        }
        return converted(value, block)
    }

    private func given(_ block: TerraformBlock) -> Evaluated {
        if let values = scope.values {
            if let hold = values.hold { return .unknown(hold) }
            if let assignments = values.assignments[name], let last = assignments.last {
                return assigned(last, before: assignments.dropLast().last, block)
            }
        } else if let parent = scope.parent, let call = scope.call,
            let argument = call.view.body.attribute(name)
        {
            let keys = Repetition(scope: parent, block: call)
            let evaluator = TerraformEvaluator(scope: parent, file: call.file, repetition: keys.dependency())
            let hop = Hop(call.file, at: Int(argument.range.lower), "argument `\(name)` of \(scope.name)")
            return evaluator.evaluate(argument.expression).prefixed([hop])
        }
        if let fallback = fallback(block) { return fallback }
        return .unknown(
            Hold(
                .notInRepository, "no file of the repository gives `var.\(name)` a value (\(block.location))")
        )
    }

    private func fallback(_ block: TerraformBlock) -> Evaluated? {
        guard let attribute = block.view.body.attribute("default") else { return nil }
        let hop = Hop(block.file, at: Int(attribute.expression.range.lower), "default of var.\(name)")
        return TerraformEvaluator(scope: scope, file: block.file).evaluate(attribute.expression).prefixed([
            hop
        ])
    }

    private func assigned(
        _ assignment: VariableValues.Assignment, before: VariableValues.Assignment?, _ block: TerraformBlock
    ) -> Evaluated {
        let expression = assignment.attribute.expression
        var reason = "value of var.\(name)"
        if let before {
            reason = "overrides \(place(before.file, before.attribute.range))"
        } else if let attribute = block.view.body.attribute("default") {
            reason = "overrides the default in \(place(block.file, attribute.range))"
        }
        let hop = Hop(assignment.file, at: Int(expression.range.lower), reason)
        return TerraformEvaluator(scope: scope, file: assignment.file).evaluate(expression).prefixed([hop])
    }

    private func place(_ file: SourceFile, _ range: ByteRange) -> String {
        "\(file.path):\(file.lines.position(of: Int(range.lower)).line)"
    }

    /// Holds where the declared type may make another value of it.
    private func converted(_ value: Evaluated, _ block: TerraformBlock) -> Evaluated {
        guard let type = block.view.body.attribute("type")?.expression.text else { return value }
        var value = value
        switch value.value {
        case .leaf(let text, _, _):
            let fits =
                switch type {
                case "string", "any", "\"string\"": true
                case "number", "\"number\"": Double(text) != nil
                case "bool": text == "true" || text == "false"
                default: false
                }
            if !fits {
                value.value = .unknown(
                    Hold(
                        .unsupported,
                        "`var.\(name)` is converted to \(TerraformEvaluator.short(type)) (\(block.location))")
                )
            }
        case .tuple where type.hasPrefix("set"):
            value.value = .unknown(
                Hold(
                    .unsupported,
                    "`var.\(name)` is a set, whose order is not that of the file (\(block.location))"))
        default: break
        }
        return value
    }
}
