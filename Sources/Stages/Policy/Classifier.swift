public import Model

/// Tells what a change does from the change itself: kind, attribute, value before and after.
///
/// Nothing that a file claims enters. What is not known is taken for the worst.
public struct Classifier: Sendable {
    /// Makes a classifier.
    public init() {}

    /// The class of changing `target` from `before` to `after`; empty texts stand for an absent value.
    public func actionClass(of target: Target, before: String, after: String) -> ActionClass {
        let resource = ResourceKind.of(target.address)
        let attribute = Classifier.normal(target.attribute)
        let rows =
            switch target.address {
            case .kubernetes: KubernetesAttributes.rows
            case .terraform: TerraformAttributes.rows
            }
        // An index may carry the name that gives a secret away: `env[DB_PASSWORD].value`.
        if rows.behaviour(of: resource, target.attribute) == .identity { return .dataOrIdentity }
        guard let behaviour = rows.behaviour(of: resource, attribute) else { return .replaceOrDestroy }
        return Classifier.actionClass(of: behaviour, attribute: attribute, before: before, after: after)
    }

    /// The class of a whole plan: the strictest of its changes.
    public func actionClass(of plan: Plan) -> ActionClass {
        plan.changes.map { actionClass(of: $0.target, before: $0.before, after: $0.after) }
            .min { $0.leniency < $1.leniency } ?? .replaceOrDestroy
    }

    /// The attribute path without indices and without the wrapping that every workload shares.
    static func normal(_ attribute: String) -> String {
        var text = ""
        var depth = 0
        for character in attribute {
            if character == "[" { depth += 1 }
            if depth == 0 { text.append(character) }
            if character == "]" { depth = max(0, depth - 1) }
        }
        let parts = text.split(separator: ".").filter { Int($0) == nil }.joined(separator: ".")
        for prefix in ["spec.template.spec.", "template.spec.", "spec."] where parts.hasPrefix(prefix) {
            return String(parts.dropFirst(prefix.count))
        }
        return parts
    }

    private static func actionClass(
        of behaviour: AttributeBehaviour, attribute: String, before: String, after: String
    ) -> ActionClass {
        switch behaviour {
        case .tune: return after.isEmpty ? .replaceOrDestroy : .raiseOrTune
        case .interrupt: return after.isEmpty ? .replaceOrDestroy : .interrupt
        case .restart: return .restart
        case .replace: return .replaceOrDestroy
        case .identity: return .dataOrIdentity
        case .grow:
            guard let direction = direction(before, after) else { return .replaceOrDestroy }
            return direction == .up ? .growOnly : .replaceOrDestroy
        case .scale:
            guard let new = amount(after) else { return .replaceOrDestroy }
            // A first limit takes away what was unlimited; a first request asks for more than nothing.
            if before.isEmpty { return attribute.contains("limits") ? .shrink : .raiseOrTune }
            guard let old = amount(before), new > 0 else { return .replaceOrDestroy }
            return new < old ? .shrink : .raiseOrTune
        }
    }

    private enum Direction { case up, downOrEqual }

    private static func direction(_ before: String, _ after: String) -> Direction? {
        guard let old = amount(before), let new = amount(after) else { return nil }
        return new > old ? .up : .downOrEqual
    }

    /// Thousandths of the base unit of a Kubernetes or plain number; nil for anything else.
    private static func amount(_ text: String) -> Int64? { Quantity(text)?.thousandths }
}

/// What a resource is called in `applies.resources`: a Kubernetes kind or a Terraform resource type.
public enum ResourceKind {
    /// The kind, or the type in an address: `aws_instance` of `module.web[0].aws_instance.app["a"]`.
    public static func of(_ address: ResourceAddress) -> String {
        switch address {
        case .kubernetes(let kubernetes): kubernetes.kind
        case .terraform(let terraform): type(inAddress: terraform.address)
        }
    }

    /// Walks past `module.NAME` steps; dots inside index brackets separate nothing.
    private static func type(inAddress address: String) -> String {
        var parts: [String] = [""]
        var isQuoted = false
        var depth = 0
        for character in address {
            switch character {
            case "\"": isQuoted.toggle()
            case "[" where !isQuoted: depth += 1
            case "]" where !isQuoted: depth -= 1
            case "." where !isQuoted && depth == 0: parts.append("")
            default: if depth == 0 { parts[parts.count - 1].append(character) }
            }
        }
        var rest = parts[...]
        while rest.first == "module", rest.count > 2 { rest = rest.dropFirst(2) }
        return rest.first ?? ""
    }
}

extension ActionClass {
    /// Orders from strict to lenient, within a ceiling by how much can go wrong.
    var leniency: Int {
        switch self {
        case .dataOrIdentity: 0
        case .replaceOrDestroy: 1
        case .failover: 2
        case .growOnly: 3
        case .interrupt: 4
        case .guardedCode: 5
        case .shiftTraffic: 6
        case .shrink: 7
        case .rollBack: 8
        case .raiseOrTune: 9
        case .restart: 10
        }
    }
}
