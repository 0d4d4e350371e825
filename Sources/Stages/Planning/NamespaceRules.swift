public import Model

/// What `LimitRange` and `ResourceQuota` of one namespace allow, as they stand in Git.
///
/// The API server refuses pods that break them, so a value outside would stop the next roll-out.
public struct NamespaceRules: Hashable, Sendable {
    /// A leaf of one of the two kinds of object.
    public struct Field: Hashable, Sendable {
        /// `LimitRange/limits`.
        public var object: String
        /// `spec.limits[0].max.memory`.
        public var path: String
        /// As text.
        public var value: String

        /// Makes a field.
        public init(object: String, path: String, value: String) {
            self.object = object
            self.path = path
            self.value = value
        }
    }

    private struct Rule: Hashable {
        var object: String
        var resource: String
        var bound: String
        var amount: Quantity
    }

    private var containers: [Rule] = []
    private var quotas: [Rule] = []

    /// Reads the fields of all such objects of a namespace.
    public init(_ fields: [Field]) {
        var types: [String: String] = [:]
        for field in fields where field.path.hasSuffix("].type") {
            types["\(field.object) \(field.path.dropLast(5))"] = field.value
        }
        for field in fields {
            let parts = field.path.split(separator: ".").map(String.init)
            guard parts.count >= 3, parts[0] == "spec", let amount = Quantity(field.value) else { continue }
            if parts[1] == "hard" {
                let resource = parts.dropFirst(2).joined(separator: ".")
                quotas.append(
                    Rule(object: field.object, resource: resource, bound: "hard", amount: amount))
            } else if parts.count == 4, parts[1].hasPrefix("limits["),
                types["\(field.object) spec.\(parts[1])"] == "Container"
            {
                containers.append(
                    Rule(object: field.object, resource: parts[3], bound: parts[2], amount: amount))
            }
        }
    }

    /// Why `after` may not stand at `attribute`; nil when it may.
    ///
    /// `request` and `limit` are the values that will stand beside each other; `instances` counts the pods.
    public func hold(
        attribute: String, after: Quantity, request: Quantity?, limit: Quantity?, instances: Int
    ) -> Hold? {
        let parts = attribute.split(separator: ".").map(String.init)
        guard parts.count == 3, parts[0] == "resources" else { return nil }
        let resource = parts[2]
        for rule in containers where rule.resource == resource {
            switch rule.bound {
            case "max" where after > rule.amount:
                return refusal(rule, "at most \(rule.amount) of \(resource) for a container")
            case "min" where after < rule.amount:
                return refusal(rule, "no less than \(rule.amount) of \(resource) for a container")
            case "maxLimitRequestRatio":
                guard let request, let limit, request.thousandths > 0,
                    limit.value / request.value > rule.amount.value * 1.000_001
                else { continue }
                return refusal(rule, "a limit of at most \(rule.amount) times the request of \(resource)")
            default: continue
            }
        }
        let names = ["\(parts[1]).\(resource)"] + (parts[1] == "requests" ? [resource] : [])
        for rule in quotas where names.contains(rule.resource) {
            let all = after.value * Double(max(instances, 1))
            guard all > rule.amount.value else { continue }
            return refusal(
                rule,
                "\(rule.resource) of \(rule.amount) in the namespace, and these pods alone would ask for more"
            )
        }
        return nil
    }

    /// What people should know of a raise: the quotas it counts against.
    public func remarks(attribute: String, before: Quantity, after: Quantity, instances: Int) -> [String] {
        let parts = attribute.split(separator: ".").map(String.init)
        guard parts.count == 3, parts[0] == "resources", after > before else { return [] }
        return quotas.filter { $0.resource == "\(parts[1]).\(parts[2])" || $0.resource == parts[2] }.map {
            rule in
            "\(rule.object) allows \(rule.resource) of \(rule.amount) in the namespace; what its other pods use of that is "
                + "not in Git."
        }
    }

    private func refusal(_ rule: Rule, _ what: String) -> Hold {
        Hold(.outsideBounds, "\(rule.object) allows \(what)")
    }
}
