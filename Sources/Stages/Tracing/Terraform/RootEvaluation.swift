internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// A root being evaluated for one environment: one evaluator, one module instance after the other as they are asked for.
///
/// It belongs to one thread; ``EvaluatedRoot`` is what it leaves.
final class RootEvaluation {
    let library: ModuleLibrary
    let context: TerraformContext
    let evaluator: Evaluator
    let values: VariableValues
    /// What `terraform` stands for.
    let terraform: Value
    var files: Set<String> = []
    /// Why the root as a whole cannot be relied on.
    var hold: Hold?
    /// The first thing that went wrong with reading.
    var failure: (any Error)?
    private(set) var top: ModuleInstance!
    private var digest: Origins.Digest
    private var openModules = 0
    private let noted: Noted

    /// Files that expressions read.
    private final class Noted { var files: Set<String> = [] }

    var limits: TracingLimits { library.index.store.limits }

    init(_ context: TerraformContext, _ library: ModuleLibrary) throws {
        self.context = context
        self.library = library
        let noted = Noted()
        self.noted = noted
        let limits = library.index.store.limits
        evaluator = Evaluator(
            limits: EvaluationLimits(steps: limits.evaluationSteps),
            hooks: TerraformHooks.make(library.index, directory: context.root) { noted.files.insert($0) })
        evaluator.demandsDeclarations = true
        values = try VariableValues(
            root: context.root, variableFiles: context.variableFiles, index: library.index)
        files.formUnion(values.files)
        files.formUnion(context.inputs?.files ?? [])
        hold = values.hold ?? context.inputs?.replaced
        let workspace =
            context.workspace.map { Value(.string(Text($0))) }
            ?? Value(
                tracing:
                    Unknown(
                        .unsetVariable,
                        "terraform.workspace is chosen outside of the repository; --workspace says which it is",
                        type: .string))
        terraform = Value(.object(Members([.init("workspace", workspace)])))
        let store = library.index.store
        digest = Origins.Digest { span in
            guard let source = try? store.source(span.path),
                span.range.indices.upperBound <= source.bytes.count
            else { return Fingerprint.of(span.path) }
            return Fingerprint.of(source.text(span.range))
        }
        let made = context.inputs?.made ?? []
        for file in made { evaluator.madeFiles[file.path] = file.text }
        let module = try library.module(context.root, with: made)
        files.formUnion(module.files)
        if let problem = module.hold { hold = hold ?? problem }
        top = ModuleInstance(root: self, module: module)
    }

    /// Counts a module instance; false when there are too many.
    func openModule(_ directory: String) -> Bool {
        openModules += 1
        return openModules <= limits.moduleInstances
    }

    // MARK: Everything

    /// Every attribute of every block.
    ///
    /// - Throws: what reading the tree throws.
    func everything() throws -> EvaluatedRoot {
        var root = EvaluatedRoot(
            context: context, files: [], resources: [], positions: [:], opaque: [], hold: nil, count: 0)
        if context.inputs?.missing != nil {
            root.resources = [inputs()]
        } else {
            read(top, &root)
        }
        if let failure { throw failure }
        for (index, resource) in root.resources.enumerated() {
            if root.positions[resource.resource.address] == nil {
                root.positions[resource.resource.address] = index
            }
            root.count += resource.facts.count
            guard !resource.resource.keys.isEmpty else { continue }
            for token in resource.resource.keys.summary().tokens where root.keys[token]?.count ?? 0 < 10 {
                root.keys[token, default: []].append(resource.resource.address)
            }
        }
        root.files = files.union(noted.files)
        root.hold = hold
        return root
    }

    private func read(_ instance: ModuleInstance, _ root: inout EvaluatedRoot) {
        for (name, keyPath, block) in blocks(of: instance) {
            for key in instance.instances(of: block, named: name).keys {
                root.resources.append(evaluate(block, name, keyPath, key, in: instance))
            }
            if let count = repetition(block, name, keyPath, in: instance) { root.resources.append(count) }
        }
        for name in instance.module.calls.keys.sorted() {
            guard let call = instance.module.calls[name] else { continue }
            let children = instance.children(of: name)
            let address = "module.\(name)"
            if let hold = children.opaque {
                for key in children.form.keys {
                    root.opaque.append(("\(instance.trail.prefix)\(address)\(key.suffix)", hold))
                    root.resources.append(evaluate(call, address, address, key, in: instance))
                }
            }
            if let count = repetition(call, address, address, in: instance) { root.resources.append(count) }
            for child in children.modules { read(child, &root) }
        }
    }

    /// Name, key path and block of everything in a module that has attributes.
    private func blocks(of instance: ModuleInstance) -> [(
        name: String, keyPath: String, block: TerraformBlock
    )] {
        let module = instance.module
        var result: [(String, String, TerraformBlock)] = []
        for (name, block) in module.resources.sorted(by: { $0.key < $1.key }) {
            result.append((name, "resource.\(name)", block))
        }
        for (name, block) in module.data.sorted(by: { $0.key < $1.key }) {
            result.append(("data.\(name)", "data.\(name)", block))
        }
        for block in module.providers {
            let name = "provider.\(block.labels.first ?? "")"
            result.append((name, name, block))
        }
        if instance === top {
            for (name, block) in module.outputs.sorted(by: { $0.key < $1.key }) {
                result.append(("output.\(name)", "output.\(name)", block))
            }
        }
        return result
    }

    // MARK: One block

    /// A block instance with its attributes.
    func evaluate(
        _ block: TerraformBlock, _ name: String, _ keyPath: String, _ key: InstanceKey,
        in instance: ModuleInstance
    ) -> EvaluatedResource {
        var resource = self.resource(block, name, keyPath, key.suffix, in: instance)
        let form = instance.instances(of: block, named: name)
        resource.instances = (instance.unknownKeys ?? form.unknown)?.hold(place)
        resource.keys = instance.keys.joined(key.key?.origins ?? .none)
        let existence = instance.existence.joined(key.existence)
        let rows = BlockRows(block, in: instance, names: key.names)
        if rows.isTooLarge {
            resource.hold = resource.hold ?? Hold(.limit, "\(block.location) has too many attributes")
        }
        return EvaluatedResource(
            resource: resource, facts: rows.rows.map { fact($0, existence, in: instance) })
    }

    /// `count` as an attribute of the block without a key.
    private func repetition(
        _ block: TerraformBlock, _ name: String, _ keyPath: String, in instance: ModuleInstance
    ) -> EvaluatedResource? {
        guard let count = block.attribute("count") else { return nil }
        var value = instance.evaluate(count, names: [:])
        if value.unknown != nil, !value.isDeeplyTraced {
            value.origins = value.origins.joined(instance.dependencies(count, names: [:]))
        }
        value = value.passing(Hop(count.span, "`count` is set here"))
        var resource = self.resource(block, name, keyPath, "", in: instance)
        resource.instances = instance.unknownKeys?.hold(place)
        resource.keys = instance.keys
        return EvaluatedResource(
            resource: resource,
            facts: [
                fact(
                    BlockRows.Row(attribute: "count", value: value, source: (count, [:])), instance.existence,
                    in: instance)
            ])
    }

    private func resource(
        _ block: TerraformBlock, _ name: String, _ keyPath: String, _ suffix: String,
        in instance: ModuleInstance
    ) -> TerraformResource {
        let disputed = instance.module.disputed[name]
        return TerraformResource(
            address: "\(instance.trail.prefix)\(name)\(suffix)", block: block, trail: instance.trail,
            hold: instance.module.hold ?? disputed, instances: nil, ignored: block.ignored, keyPath: keyPath,
            name: name)
    }

    private func fact(_ row: BlockRows.Row, _ existence: Origins, in instance: ModuleInstance)
        -> TerraformFact
    {
        let value = row.value
        let origins = value.origins.chosen(by: existence)
        let text = RootEvaluation.text(value)
        var outcome: TerraformFact.Outcome
        var derivation = Origins.none
        if let unknown = value.unknown {
            outcome = .held(unknown.hold(place))
            if unknown.reason == .limit { hold = hold ?? unknown.hold(place) }
        } else if value.isNull {
            outcome = .null(value.origins.identity)
        } else if row.isInSet {
            outcome = .held(
                Hold(.unsupported, "`\(row.attribute)` is in a set, whose order is not that of the file"))
        } else if text == nil {
            outcome = .held(Hold(.unsupported, "`\(row.attribute)` is empty"))
        } else if let token = value.origins.identity {
            outcome = .token(token)
        } else {
            outcome = .derived
            if value.origins.summary().tokens.isEmpty {
                if let (attribute, names) = row.source {
                    derivation = instance.derivation(of: attribute, names: names)
                }
                if derivation.isEmpty { outcome = .given }
            }
        }
        var print = Fingerprint()
        if value.unknown != nil {
            print.add("unknown")
            print.add(digest(origins))
        } else {
            print.add(text.map { "=\($0)" } ?? (value.isNull ? "null" : "empty"))
        }
        return TerraformFact(
            attribute: row.attribute, value: text, outcome: outcome, origins: origins,
            derivation: derivation, isSensitive: value.isSensitive, fingerprint: print.value)
    }

    /// A leaf as text.
    private static func text(_ value: Value) -> String? {
        switch value.content {
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.text
        case .string(let text): text.string
        default: nil
        }
    }

    /// `path:line:column` of a place.
    func place(_ span: SourceSpan) -> String? {
        (try? library.index.store.source(span.path)).flatMap { $0 }?.location(span.range)
    }

    /// The variables of a unit whose module is not here, as one resource.
    private func inputs() -> EvaluatedResource {
        let inputs = context.inputs
        let file = SourceFile(path: inputs?.files.last ?? "", bytes: [])
        let block = TerraformBlock(
            file: file, view: HCLParser.parse(Array("inputs {}".utf8), path: "").body.blocks[0])
        let resource = TerraformResource(
            address: "inputs", block: block, trail: top.trail, hold: inputs?.hold, instances: nil,
            ignored: [],
            keyPath: "inputs", name: "inputs")
        let names = (inputs?.variables ?? [:]).sorted { $0.key < $1.key }
        let rows = names.flatMap { BlockRows.flattened($0.value, $0.key, in: top) }
        return EvaluatedResource(resource: resource, facts: rows.map { fact($0, .none, in: top) })
    }

    // MARK: One address

    /// What was found under an address.
    enum Found {
        case resource(EvaluatedResource)
        /// The address leaves out a key: those of all instances, and `count` where the block has one.
        case instances([String], count: EvaluatedResource?)
        case opaque(Hold)
        case nothing
    }

    /// The resources that an address stands for when one of their attributes is asked for: where it leaves out a key, those of
    /// all instances.
    func find(_ address: String, _ attribute: String) throws -> (
        resources: [EvaluatedResource], opaque: Hold?
    ) {
        switch try find(address) {
        case .resource(let resource): return ([resource], nil)
        case .opaque(let hold): return ([], hold)
        case .nothing: return ([], nil)
        case .instances(let addresses, let count):
            if attribute == "count", let count { return ([count], nil) }
            var resources: [EvaluatedResource] = []
            for address in addresses {
                let found = try find(address, attribute)
                if let hold = found.opaque { return ([], hold) }
                resources += found.resources
                guard resources.count <= limits.instances else {
                    return ([], Hold(.limit, "\(address) is one of too many instances"))
                }
            }
            return (resources, nil)
        }
    }

    /// Evaluates the block at an address, and of the rest only what it needs.
    func find(_ address: String) throws -> Found {
        if context.inputs?.missing != nil {
            return address == "inputs"
                ? .resource(inputs()) : .opaque(context.inputs?.missing ?? Hold(.external))
        }
        if address == "inputs", context.inputs != nil { return .resource(inputs()) }
        guard let steps = TerraformAddressing.steps(address), let last = steps.last else { return .nothing }
        var instance: ModuleInstance = top
        for (position, step) in steps.enumerated() where step.name.hasPrefix("module.") {
            let name = String(step.name.dropFirst("module.".count))
            guard let call = instance.module.calls[name] else { return moved(steps, position, instance) }
            let children = instance.children(of: name)
            if let failure { throw failure }
            let isLast = position == steps.count - 1
            if isLast, step.suffix.isEmpty, let count = repetition(call, step.name, step.name, in: instance),
                children.opaque == nil || children.form.keys.first?.suffix != ""
            {
                return .instances(instances(steps, position, children.form.keys), count: count)
            }
            guard let index = children.form.keys.firstIndex(where: { matches($0.suffix, step.suffix) }) else {
                return moved(steps, position, instance, children.form.keys)
            }
            if let hold = children.opaque {
                guard isLast else { return .opaque(hold) }
                return .resource(
                    evaluate(call, step.name, step.name, children.form.keys[index], in: instance))
            }
            guard !isLast else { return .nothing }
            instance = children.modules[index]
        }
        guard !last.name.hasPrefix("module.") else { return .nothing }
        guard let (_, keyPath, block) = blocks(of: instance).first(where: { $0.name == last.name }) else {
            return moved(steps, steps.count - 1, instance)
        }
        let keys = instance.instances(of: block, named: last.name).keys
        if let key = keys.first(where: { matches($0.suffix, last.suffix) }) {
            return .resource(evaluate(block, last.name, keyPath, key, in: instance))
        }
        if last.suffix.isEmpty, let count = repetition(block, last.name, keyPath, in: instance) {
            return .instances(instances(steps, steps.count - 1, keys), count: count)
        }
        return moved(steps, steps.count - 1, instance, keys)
    }

    /// The addresses of all instances of what the step at `position` names without a key.
    private func instances(_ steps: [TerraformAddressing.Step], _ position: Int, _ keys: [InstanceKey])
        -> [String]
    {
        let before = steps[..<position].map { $0.name + $0.suffix }
        let after = steps[(position + 1)...].map { $0.name + $0.suffix }
        return keys.map { (before + [steps[position].name + $0.suffix] + after).joined(separator: ".") }
    }

    private func matches(_ own: String, _ asked: String) -> Bool {
        own == asked || own == "[*]" && !asked.isEmpty
    }

    private var followedMoves = 0

    /// Follows a `moved` block from the address that is not there any more; else an address without a key stands for the
    /// instances that there are.
    private func moved(
        _ steps: [TerraformAddressing.Step], _ position: Int, _ instance: ModuleInstance,
        _ keys: [InstanceKey] = []
    ) -> Found {
        followedMoves += 1
        guard followedMoves < 50 else { return .nothing }
        let before = steps[..<position].map { $0.name + $0.suffix }
        let rest = steps[position...].map { $0.name + $0.suffix }
        for move in instance.module.moved {
            guard let from = TerraformAddressing.steps(move.from)?.map({ $0.name + $0.suffix }) else {
                continue
            }
            var after: [String]?
            if rest.starts(with: from) {
                after = [move.to] + rest.dropFirst(from.count)
            } else if let first = rest.first, from.count == 1, let name = from.first,
                first.hasPrefix(name + "[")
            {
                // The block was renamed with all its instances.
                after = [move.to + first.dropFirst(name.count)] + rest.dropFirst()
            }
            guard let after else { continue }
            let address = (before + after).joined(separator: ".")
            guard let found = try? find(address) else { continue }
            switch found {
            case .resource, .instances: return found
            case .opaque, .nothing: continue
            }
        }
        guard steps[position].suffix.isEmpty, !keys.isEmpty else { return .nothing }
        return .instances(instances(steps, position, keys), count: nil)
    }
}
