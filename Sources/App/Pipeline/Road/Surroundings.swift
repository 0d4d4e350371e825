internal import Model
internal import Planning
internal import Ports
internal import Synchronization
internal import Tracing

/// What stands in Git around the containers of a plan: settings of their runtimes, and rules of their namespaces.
struct Surroundings: Sendable {
    private let tracing: TracingStage
    private let tree: any SourceTree
    private let rules = Rules()

    init(_ tracing: TracingStage, _ tree: any SourceTree) {
        self.tracing = tracing
        self.tree = tree
    }

    /// The rules of all namespaces, looked for once.
    private final class Rules: Sendable {
        let found = Mutex<[String: [NamespaceRules.Field]]?>(nil)
    }

    /// The plan with what people should know beside it, or why it would not do.
    func checked(_ plan: Plan) throws -> Outcome<Plan> {
        if let hold = try timeout(plan) { return .held(hold) }
        guard plan.changes.contains(where: { SurroundedChange($0) != nil }) else { return .done(plan) }
        let changes = plan.changes.compactMap(SurroundedChange.init)
        let files = Set(
            plan.changes.compactMap(\.trace.editedFile) + plan.changes.compactMap(\.trace.origin?.file))
        let facts = try tracing.facts(reading: files)
        var plan = plan
        for change in changes {
            let runtime = runtime(of: change, facts)
            if change.isMemory, change.isLimit, let hold = runtime.hold(limit: change.after.value) {
                return .held(hold)
            }
            let rules = NamespaceRules(try rules(of: change.address.namespace))
            let beside = beside(change, plan, changes)
            if let hold = rules.hold(
                attribute: change.attribute, after: change.after, request: beside.request,
                limit: beside.limit,
                instances: plan.finding.instances)
            {
                return .held(hold)
            }
            var remarks = rules.remarks(
                attribute: change.attribute, before: change.before, after: change.after,
                instances: plan.finding.instances)
            if change.isMemory {
                remarks +=
                    change.isLimit
                    ? runtime.remarks(limit: change.before.value, to: change.after.value)
                    : runtime.remarks(request: change.after.value)
            }
            for remark in remarks where !plan.reasoning.contains(remark) { plan.reasoning.append(remark) }
        }
        return .done(plan)
    }

    /// A function with less memory has less CPU and runs longer: it must still end in time.
    private func timeout(_ plan: Plan) throws -> Hold? {
        for change in plan.changes where change.target.attribute == "memory_size" {
            guard let before = Double(change.before), let after = Double(change.after), after < before,
                let longest = plan.finding.statistics.first(where: { $0.name == "duration max" })?.value
            else { continue }
            let target = Target(change.target.address, "timeout")
            let trace = try tracing.trace(target, environment: target.environment)
            let seconds: Double
            switch trace.status {
            case .held(let hold): return Hold(hold.reason, "its timeout is not known: \(hold.detail)")
            // Lambda's own default.
            case .absent: seconds = trace.value.flatMap(Double.init) ?? 3
            case .literal, .shared:
                guard let value = trace.value.flatMap(Double.init) else {
                    return Hold(.derived, "its timeout is not known")
                }
                seconds = value
            }
            let worst = longest * before / after
            guard worst > seconds * 0.8 else { continue }
            return Hold(
                .outsideBounds,
                "a run may take \(worst.fixed(1)) s with \(change.after) MB, and the timeout is \(seconds.fixed(0)) s"
            )
        }
        return nil
    }

    /// A change of a container's resources, with its amounts.
    private struct SurroundedChange {
        var address: KubernetesAddress
        var attribute: String
        var before: Quantity
        var after: Quantity

        init?(_ change: PlannedChange) {
            guard case .kubernetes(let address) = change.target.address, address.container != nil,
                change.target.attribute.hasPrefix("resources."), let before = Quantity(change.before),
                let after = Quantity(change.after)
            else { return nil }
            self.address = address
            attribute = change.target.attribute
            self.before = before
            self.after = after
        }

        var isMemory: Bool { attribute.hasSuffix(".memory") }
        var isLimit: Bool { attribute.hasPrefix("resources.limits.") }
    }

    private func runtime(of change: SurroundedChange, _ facts: [Fact]) -> RuntimeMemory {
        let address = change.address
        let resource = "\(address.kind)/\(address.name)/\(address.container ?? "")"
        var names: [String: String] = [:]
        var values: [String: String] = [:]
        var arguments: [(key: String, value: String)] = []
        for fact in facts
        where fact.key.resource == resource
            && (fact.key.namespace ?? address.namespace) == address.namespace
        {
            guard let value = fact.value else { continue }
            let attribute = fact.key.attribute
            if attribute.hasPrefix("env["), let close = attribute.firstIndex(of: "]") {
                let index = String(attribute[..<close])
                switch attribute[attribute.index(after: close)...] {
                case ".name": names[index] = value
                case ".value": values[index] = value
                default: break
                }
            } else if attribute.hasPrefix("args[") || attribute.hasPrefix("command[") {
                arguments.append((attribute, value))
            }
        }
        var environment: [String: String] = [:]
        for (index, name) in names { environment[name] = values[index] }
        return RuntimeMemory(
            environment: environment, arguments: arguments.sorted { $0.key < $1.key }.map(\.value))
    }

    /// The request and limit that will stand beside each other.
    private func beside(
        _ change: SurroundedChange, _ plan: Plan, _ changes: [SurroundedChange]
    ) -> (request: Quantity?, limit: Quantity?) {
        let resource = change.attribute.split(separator: ".").last.map(String.init) ?? ""
        func value(_ half: String, _ statistic: String) -> Quantity? {
            if let planned = changes.first(where: { $0.attribute == "resources.\(half).\(resource)" }) {
                return planned.after
            }
            guard let found = plan.finding.statistics.first(where: { $0.name == statistic }) else {
                return nil
            }
            return resource == "cpu" ? Quantity(cores: found.value) : Quantity(bytes: found.value)
        }
        return (value("requests", "request"), value("limits", "limit"))
    }

    /// The fields of the rules of a namespace, in whatever manifest they stand.
    private func rules(of namespace: String) throws -> [NamespaceRules.Field] {
        if let found = rules.found.withLock({ $0 }) { return found[namespace] ?? [] }
        var files: Set<String> = []
        for entry in tree.entries where Surroundings.isManifest(entry.path) {
            guard let bytes = try tree.read(entry.path), bytes.count < 1 << 20,
                Surroundings.kinds.contains(where: { bytes.contains($0) })
            else { continue }
            files.insert(entry.path)
        }
        var found: [String: [NamespaceRules.Field]] = [:]
        for fact in files.isEmpty ? [] : try tracing.facts(reading: files) {
            let resource = fact.key.resource
            guard let value = fact.value, let namespace = fact.key.namespace,
                resource.hasPrefix("LimitRange/") || resource.hasPrefix("ResourceQuota/")
            else { continue }
            found[namespace, default: []].append(
                NamespaceRules.Field(object: resource, path: fact.key.attribute, value: value))
        }
        rules.found.withLock { $0 = found }
        return found[namespace] ?? []
    }

    private static let kinds = ["LimitRange", "ResourceQuota"].map { Array($0.utf8) }

    private static func isManifest(_ path: String) -> Bool {
        path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    }
}

extension [UInt8] {
    /// True where the bytes of `word` stand somewhere in these.
    fileprivate func contains(_ word: [UInt8]) -> Bool {
        guard let first = word.first, count >= word.count else { return false }
        var start = 0
        while start <= count - word.count, let next = self[start...].firstIndex(of: first) {
            if self[next...].starts(with: word) { return true }
            start = next + 1
        }
        return false
    }
}
