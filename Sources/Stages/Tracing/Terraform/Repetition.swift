internal import Diagnostics
internal import HCL
internal import Model

/// `count` and `for_each` of a block: which instances there are, and what that depends on.
struct Repetition {
    let scope: TerraformScope
    let block: TerraformBlock
    var limit = TracingLimits.default.instances

    init(scope: TerraformScope, block: TerraformBlock) {
        self.scope = scope
        self.block = block
    }

    private var expression: ExpressionView? {
        (block.view.body.attribute("count") ?? block.view.body.attribute("for_each"))?.expression
    }

    /// What the number and the keys of the instances depend on; nil when there is one without a key.
    func dependency() -> Evaluated? {
        guard let expression else { return nil }
        let name = "repetition.\(block.location)"
        guard scope.pending.insert(name).inserted else { return nil }
        defer { scope.pending.remove(name) }
        return TerraformEvaluator(scope: scope, file: block.file).evaluate(expression)
    }

    func keys() -> InstanceKeys {
        let body = block.view.body
        if let count = body.attribute("count")?.expression { return counted(count) }
        if let each = body.attribute("for_each")?.expression { return keyed(each) }
        return .single
    }

    private func counted(_ expression: ExpressionView) -> InstanceKeys {
        let value = TerraformEvaluator(scope: scope, file: block.file).evaluate(expression)
        if let text = value.text, let count = Int(text), count >= 0 {
            guard count <= limit else {
                return .unknown(Hold(.limit, "\(block.location) has \(count) instances"))
            }
            return .keys((0..<count).map { "[\($0)]" })
        }
        if let conditional = expression.conditional, let condition = truth(conditional.condition) {
            return counted(condition ? conditional.whenTrue : conditional.whenFalse)
        }
        return .unknown(
            Hold(
                .unsupported,
                "the number of instances is decided by `\(TerraformEvaluator.short(expression.text))` (\(block.location))"
            ))
    }

    /// A condition that is a literal or a variable; nil for any other, of which it is not known how it comes out.
    private func truth(_ condition: ExpressionView) -> Bool? {
        switch TerraformEvaluator(scope: scope, file: block.file).evaluate(condition).text {
        case "true": true
        case "false": false
        default: nil
        }
    }

    private func keyed(_ expression: ExpressionView) -> InstanceKeys {
        var expression = expression
        // `toset([…])` of literals gives one instance for each.
        if let call = expression.call, call.name == "toset", call.arguments.count == 1,
            let list = call.arguments.first
        {
            expression = list
            let value = TerraformEvaluator(scope: scope, file: block.file).evaluate(list)
            if case .tuple(let items) = value.value {
                let keys = items.compactMap(\.text)
                if keys.count == items.count { return quoted(keys) }
            }
        } else {
            let value = TerraformEvaluator(scope: scope, file: block.file).evaluate(expression)
            if case .object(let members) = value.value { return quoted(members.map(\.key)) }
        }
        return .unknown(
            Hold(
                .unsupported,
                "the instances are decided by `\(TerraformEvaluator.short(expression.text))` (\(block.location))"
            ))
    }

    private func quoted(_ keys: [String]) -> InstanceKeys {
        guard keys.count <= limit else {
            return .unknown(Hold(.limit, "\(block.location) has \(keys.count) instances"))
        }
        return .keys(Set(keys).sorted().map { "[\"\($0)\"]" })
    }
}
