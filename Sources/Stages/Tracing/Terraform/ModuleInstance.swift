internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// Where a module was called from, instance by instance up to the root.
final class ModuleTrail: Sendable {
    let parent: ModuleTrail?
    /// The call; nil for the root.
    let call: TerraformBlock?
    let directory: String
    /// `module.web["a"]`; empty for the root.
    let address: String

    init(parent: ModuleTrail?, call: TerraformBlock?, directory: String, address: String) {
        self.parent = parent
        self.call = call
        self.directory = directory
        self.address = address
    }

    /// Before a resource's own address.
    var prefix: String { address.isEmpty ? "" : address + "." }
}

/// A module as one call makes it: its names have values, computed when they are asked for.
final class ModuleInstance {
    unowned let root: RootEvaluation
    let module: TerraformModule
    /// Nil for the root, which is the one that lives longest.
    private(set) weak var parent: ModuleInstance?
    let trail: ModuleTrail
    /// Names of the calls down to this module: `a.b`.
    let key: String
    /// `each` or `count` in the arguments of the call.
    let names: [String: Value]
    /// What decides that the instance is there, those around it included.
    let existence: Origins
    /// What the keys of its own and of the instances around it are made of.
    let keys: Origins
    /// Why it is not known which instances there are.
    let unknownKeys: Unknown?
    /// What `path.module` is.
    let path: String
    let depth: Int
    let scope = ModuleScope()
    var running: Set<String> = []
    var instances: [String: Instances] = [:]
    private var children: [String: Children] = [:]
    private var outputs: [String: Value] = [:]
    private var attributes: [String: Value] = [:]
    var dependencies: [String: Origins] = [:]

    /// What a call leads to.
    struct Children {
        var form: Instances
        /// In the order of the keys; empty for a module that is not here.
        var modules: [ModuleInstance]
        /// Why the module is not here.
        var opaque: Hold?
    }

    init(root: RootEvaluation, module: TerraformModule) {
        self.root = root
        self.module = module
        trail = ModuleTrail(parent: nil, call: nil, directory: module.path, address: "")
        key = ""
        names = [:]
        existence = .none
        keys = .none
        unknownKeys = nil
        path = "."
        depth = 0
        prepare()
    }

    init(
        _ module: TerraformModule, calledBy parent: ModuleInstance, _ call: TerraformBlock, _ name: String,
        _ instance: InstanceKey, unknown: Unknown?, path: String
    ) {
        root = parent.root
        self.module = module
        self.parent = parent
        trail = ModuleTrail(
            parent: parent.trail, call: call, directory: module.path,
            address: "\(parent.trail.prefix)module.\(name)\(instance.suffix)")
        key = parent.key.isEmpty ? name : "\(parent.key).\(name)"
        names = instance.names
        existence = parent.existence.joined(instance.existence)
        keys = parent.keys.joined(instance.key?.origins ?? .none)
        unknownKeys = parent.unknownKeys ?? unknown
        self.path = path
        depth = parent.depth + 1
        prepare()
    }

    private func prepare() {
        scope.values["path"] = Value(
            .object(
                Members([
                    .init("module", Value(.string(Text(path)))), .init("root", Value(.string(Text(".")))),
                    .init(
                        "cwd",
                        Value(
                            tracing:
                                Unknown(.unsupported, "path.cwd is a directory of the machine", type: .string)
                        )),
                ])))
        scope.values["terraform"] = root.terraform
        for (name, local) in module.locals {
            if let other = local.disputed {
                scope.define(
                    "local", name,
                    Value(
                        .unknown(
                            Unknown(
                                .error, "local.\(name) is declared again at \(other)",
                                at: local.attribute.span))))
            } else {
                scope.define(
                    "local", name, local.attribute.expression, path: local.attribute.file.path,
                    hop: "local.\(name)")
            }
        }
        scope.fallback = { [unowned self] reference, _ in self.resolve(reference) }
    }

    /// The value of an attribute's expression in this module.
    func evaluate(_ attribute: TerraformAttribute, names: [String: Value]) -> Value {
        root.evaluator.evaluate(
            attribute.expression, path: attribute.file.path, scope: scope, names: names)
    }

    // MARK: Names

    private func resolve(_ reference: Reference) -> Resolution? {
        switch reference.name {
        case "var":
            guard let name = reference.attribute(0), let value = variable(name, at: reference.span) else {
                return nil
            }
            return Resolution(value, steps: 1)
        case "module":
            guard let name = reference.attribute(0), let call = module.calls[name] else { return nil }
            return Resolution(value(ofCall: name, call, Array(reference.steps.dropFirst())), steps: 1)
        case "data", "ephemeral":
            guard let type = reference.attribute(0), let label = reference.attribute(1),
                let block = module.data["\(type).\(label)"]
            else { return nil }
            let name = "data.\(type).\(label)"
            return Resolution(value(of: block, name, Array(reference.steps.dropFirst(2))), steps: 2)
        case "self", "each", "count", "local", "path", "terraform": return nil
        default:
            guard let label = reference.attribute(0),
                let block = module.resources["\(reference.name).\(label)"]
            else { return nil }
            let name = "\(reference.name).\(label)"
            return Resolution(value(of: block, name, Array(reference.steps.dropFirst())), steps: 1)
        }
    }

    /// The value of a variable, computed once; nil when it is not declared.
    func variable(_ name: String, at span: SourceSpan) -> Value? {
        guard let block = module.variables[name] else { return nil }
        guard running.insert("var.\(name)").inserted else {
            return cycle("var.\(name)", at: span)
        }
        defer { running.remove("var.\(name)") }
        let value = VariableResolution(instance: self, name: name, block: block).value()
        scope.define("var", name, value)
        return value
    }

    private func cycle(_ name: String, at span: SourceSpan) -> Value {
        Value(.unknown(Unknown(.cycle, "\(name) refers to itself", at: span)))
    }

    // MARK: Modules

    /// What a call leads to, found once.
    func children(of name: String) -> Children {
        if let known = children[name] { return known }
        guard let call = module.calls[name] else {
            return Children(form: .single, modules: [], opaque: Hold(.noSuchResource, "no call \(name)"))
        }
        let form = instances(of: call, named: "module.\(name)")
        var result = Children(form: form, modules: [])
        do {
            let (target, path) = try locate(call, name)
            result.modules = form.keys.map {
                ModuleInstance(target, calledBy: self, call, name, $0, unknown: form.unknown, path: path)
            }
        } catch let missing as MissingModule {
            result.opaque = missing.hold
        } catch {
            root.failure = root.failure ?? error
            result.opaque = Hold(.limit, "module.\(name) cannot be read")
        }
        children[name] = result
        return result
    }

    private struct MissingModule: Error { var hold: Hold }

    private func locate(_ call: TerraformBlock, _ name: String) throws -> (TerraformModule, path: String) {
        let address = "\(trail.prefix)module.\(name)"
        let key = key.isEmpty ? name : "\(key).\(name)"
        let place = call.attribute("source").map { $0.file.location($0.expression.range) } ?? call.location
        let source = root.library.source(of: call, in: module, root: root.context.root, key: key)
        switch source {
        case .remote(let text):
            throw MissingModule(
                hold: Hold(.external, "\(address) comes from \(text), which is not in the repository"))
        case .outside(let text):
            throw MissingModule(
                hold: Hold(.outsidePaths, "\(place): \(address) is at \(text), outside the repository"))
        case .missing(let path):
            throw MissingModule(
                hold: Hold(.noSuchResource, "\(place): \(address) is at \(path), where there is no module"))
        case .unknown:
            throw MissingModule(
                hold: Hold(.unsupported, "\(place): the source of \(address) is not a plain text"))
        case .local(let directory):
            var above: ModuleTrail? = trail
            while let module = above {
                if module.directory == directory {
                    root.hold =
                        root.hold ?? Hold(.unparsable, "\(place): \(address) calls a module that it is in")
                    throw MissingModule(
                        hold: Hold(.unparsable, "\(place): \(address) calls a module that it is in"))
                }
                above = module.parent
            }
            guard depth < root.limits.moduleDepth, root.openModule(directory) else {
                root.hold = root.hold ?? Hold(.limit, "\(place): too many modules, or modules too deep")
                throw MissingModule(hold: Hold(.limit, "\(place): too many modules, or modules too deep"))
            }
            let target = try root.library.module(directory)
            guard !target.files.isEmpty else {
                throw MissingModule(
                    hold: Hold(
                        .noSuchResource, "\(place): \(address) is at \(directory), where there is no module"))
            }
            root.files.formUnion(target.files)
            guard case .relative(let text) = module.source(of: call) else {
                return (target, Self.relative(directory, to: root.context.root))
            }
            return (target, Self.cleaned(path, text))
        }
    }

    /// A path as Terraform writes it: without `.` and with as few `..` as it can be said.
    private static func cleaned(_ base: String, _ relative: String) -> String {
        var parts: [Substring] = []
        for part in (base + "/" + relative).split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    private static func relative(_ directory: String, to root: String) -> String {
        root.isEmpty
            ? directory
            : RepositoryPath.isInside(directory, root)
                ? String(directory.dropFirst(root.count + 1)) : directory
    }

    /// `module.x`: an object of outputs, of which only the one that is asked for is computed.
    private func value(ofCall name: String, _ call: TerraformBlock, _ steps: [TraversalView.Step]) -> Value {
        let children = children(of: name)
        if let hold = children.opaque {
            let reason: Unknown.Reason = hold.reason == .external ? .externalModule : .file
            let unknown = Unknown(reason, hold.detail, at: call.span)
            return container(
                children.form,
                children.form.keys.map { instance in
                    // What goes in may come out.
                    let inputs = remembered("inputs of module.\(name)\(instance.suffix)") {
                        call.attributes.filter { !Self.isMeta($0.name) }.reduce(Origins.none) {
                            $0.joined(everything(in: $1, names: instance.names))
                        }
                    }
                    return Value(tracing: unknown, inputs)
                })
        }
        let wanted = Self.wanted(steps, children.form.form)
        return container(
            children.form,
            children.modules.map { module in
                if let wanted { return module.object([wanted]) }
                return module.object(module.module.outputs.keys.sorted())
            })
    }

    private func object(_ names: [String]) -> Value {
        Value(.object(Members(names.compactMap { name in output(name).map { .init(name, $0) } })))
    }

    /// The value of an output, computed once.
    func output(_ name: String) -> Value? {
        if let known = outputs[name] { return known }
        guard let block = module.outputs[name] else { return nil }
        guard let attribute = block.attribute("value") else { return Value(.null(.dynamic)) }
        if let hold = module.hold {
            return Value(
                tracing: Unknown(.error, hold.detail, at: block.span), everything(in: attribute, names: [:]))
        }
        guard running.insert("output.\(name)").inserted else {
            return cycle("output.\(name)", at: attribute.span)
        }
        defer { running.remove("output.\(name)") }
        var value = evaluate(attribute, names: [:])
        trace(&value, attribute, names: [:])
        value = value.passing(
            Hop(
                SourceSpan(path: attribute.file.path, range: attribute.expression.range),
                trail.address.isEmpty ? "output \(name)" : "output \(name) of \(trail.address)"))
        if block.attribute("sensitive")?.expression.bool == true { value.isSensitive = true }
        outputs[name] = value
        return value
    }

    /// The name of the attribute that the steps lead to, behind the key of an instance.
    private static func wanted(_ steps: [TraversalView.Step], _ form: Instances.Form) -> String? {
        var steps = steps[...]
        switch form {
        case .single:
            if case .fullSplat? = steps.first { steps.removeFirst() }
            if case .attributeSplat? = steps.first { steps.removeFirst() }
        default:
            guard !steps.isEmpty else { return nil }
            steps.removeFirst()
        }
        switch steps.first {
        case .attribute(let name, _)?, .indexString(let name, _)?: return name
        default: return nil
        }
    }

    /// What the instances of a block are together: one, a tuple or an object.
    private func container(_ instances: Instances, _ values: [Value]) -> Value {
        switch instances.form {
        case .single: return values.first ?? Value(.null(.dynamic))
        case .counted:
            return Value(.tuple(values), Origins.none.chosen(by: instances.membership))
        case .keyed:
            let entries = zip(instances.keys, values).map { instance, value in
                Members.Entry(instance.key?.string ?? "", value, keyOrigins: instance.existence)
            }
            return Value(.object(Members(entries)), Origins.none.chosen(by: instances.membership))
        case .unknown(let unknown):
            let existence = instances.keys.first?.existence ?? .none
            let key = Value(tracing: unknown, existence)
            return Value.candidates(
                values.map { (key, $0) }, isKeyed: instances.keys.first?.names["each"] != nil, unknown,
                membership: existence)
        }
    }

    /// Adds to an unknown value all that the expression it comes from may depend on.
    func trace(_ value: inout Value, _ attribute: TerraformAttribute, names: [String: Value]) {
        guard value.unknown != nil, !value.isDeeplyTraced else { return }
        value.origins = value.origins.joined(dependencies(attribute, names: names))
        value.isTraced = true
    }

    // MARK: Resources

    /// `aws_instance.web`: what is configured has its value; what the provider computes is unknown.
    private func value(of block: TerraformBlock, _ name: String, _ steps: [TraversalView.Step]) -> Value {
        let instances = instances(of: block, named: name)
        let wanted = Self.wanted(steps, instances.form)
        return container(
            instances,
            instances.keys.map { instance in
                guard let wanted else { return whole(block, name, instance) }
                let value = attribute(wanted, of: block, name, instance)
                return Value(.object(Members([.init(wanted, value)])))
            })
    }

    /// A resource as one value: what is configured is known, whatever else is asked of it the provider computes.
    private func whole(_ block: TerraformBlock, _ name: String, _ instance: InstanceKey) -> Value {
        let slot = "\(name)\(instance.suffix)"
        if let known = attributes[slot] { return known }
        let origins = remembered("all of \(slot)") { everything(in: block, names: instance.names) }
        let unknown = computed(name, block)
        // What a data source answers depends on all that it is asked.
        guard unknown.reason != .dataSource else { return Value(tracing: unknown, origins) }
        guard running.insert(slot).inserted else { return cycle(slot, at: block.span) }
        defer { running.remove(slot) }
        var names = Set(block.attributes.map(\.name).filter { !Self.isMeta($0) })
        names.formUnion(block.blocks.filter { !BlockRows.isMeta($0.type) }.map(\.kind))
        if name.hasPrefix("terraform_data."), names.contains("input") { names.insert("output") }
        let members = Members(names.map { .init($0, attribute($0, of: block, name, instance)) })
        var value = Value(.open(OpenObject(members, unknown: unknown)), origins.content)
        value.isTraced = true
        attributes[slot] = value
        return value
    }

    private func computed(_ name: String, _ block: TerraformBlock) -> Unknown {
        name.hasPrefix("data.")
            ? Unknown(.dataSource, "\(trail.prefix)\(name) is read from a data source", at: block.span)
            : Unknown(.computed, "\(trail.prefix)\(name) is known after it is created", at: block.span)
    }

    private func attribute(
        _ wanted: String, of block: TerraformBlock, _ name: String, _ instance: InstanceKey
    ) -> Value {
        let slot = "\(name)\(instance.suffix).\(wanted)"
        if let known = attributes[slot] { return known }
        guard running.insert(slot).inserted else { return cycle(slot, at: block.span) }
        defer { running.remove(slot) }
        let value = computeAttribute(wanted, of: block, name, instance)
        attributes[slot] = value
        return value
    }

    private func computeAttribute(
        _ wanted: String, of block: TerraformBlock, _ name: String, _ instance: InstanceKey
    ) -> Value {
        var unknown = computed(name, block)
        unknown.detail = unknown.detail.replacing(name, with: "\(name)\(instance.suffix).\(wanted)")
        // The built-in resource hands on what it is given.
        let source = name.hasPrefix("terraform_data.") && wanted == "output" ? "input" : wanted
        if let attribute = block.attribute(source), !Self.isMeta(source) {
            var value = evaluate(attribute, names: instance.names)
            trace(&value, attribute, names: instance.names)
            if value.isNull { return Value(tracing: unknown, value.origins.derived) }
            if block.ignored.contains(source) {
                unknown.detail =
                    "`ignore_changes` of \(trail.prefix)\(name)\(instance.suffix) covers `\(source)`: what is deployed may be another value"
                return Value(tracing: unknown, value.deepOrigins.derived)
            }
            return value.passing(
                Hop(attribute.span, "`\(source)` of \(trail.prefix)\(name)\(instance.suffix)"))
        }
        if unknown.reason == .dataSource {
            let origins = remembered("all of \(name)\(instance.suffix)") {
                everything(in: block, names: instance.names)
            }
            return Value(tracing: unknown, origins)
        }
        return value(ofBlocks: block.blocks.filter { $0.kind == wanted }, wanted, unknown, instance.names)
    }

    /// Nested blocks of one name, found by their numbers where each is written out: an index by number is for lists alone.
    ///
    /// Where it cannot be known which there are, all that is in them is one.
    private func value(
        ofBlocks blocks: [TerraformBlock], _ path: String, _ unknown: Unknown, _ names: [String: Value]
    ) -> Value {
        guard !blocks.isEmpty, blocks.allSatisfy({ $0.type != "dynamic" }) else {
            let origins = blocks.reduce(Origins.none) { $0.joined(everything(in: $1, names: names)) }
            return Value(tracing: unknown, origins)
        }
        let values = blocks.enumerated().map { index, block in
            value(ofBlock: block, "\(path)[\(index)]", unknown, names)
        }
        let number = Value(tracing: unknown)
        // The provider may have more of them than are written.
        let any = Value.oneOf(values, unknown)
        return Value.candidates(
            [(number, any)], isKeyed: false, unknown, membership: .none, places: .numbered(values))
    }

    private func value(
        ofBlock block: TerraformBlock, _ path: String, _ unknown: Unknown, _ names: [String: Value]
    ) -> Value {
        var members: [Members.Entry] = []
        for attribute in block.attributes {
            var value = evaluate(attribute, names: names)
            trace(&value, attribute, names: names)
            if value.isNull { value = Value(tracing: unknown, value.origins.derived) }
            members.append(
                .init(attribute.name, value.passing(Hop(attribute.span, "`\(path).\(attribute.name)`"))))
        }
        for kind in Set(block.blocks.map(\.kind)) {
            let nested = value(
                ofBlocks: block.blocks.filter { $0.kind == kind }, "\(path).\(kind)", unknown, names)
            members.append(.init(kind, nested))
        }
        let all = members.reduce(Origins.none) { $0.joined($1.value.deepOrigins) }
        var value = Value(.open(OpenObject(Members(members), unknown: unknown)), all.content)
        value.isTraced = members.allSatisfy(\.value.isDeeplyTraced)
        return value
    }

    /// Arguments that Terraform itself reads.
    static func isMeta(_ name: String) -> Bool {
        switch name {
        case "count", "for_each", "provider", "providers", "depends_on", "source", "version", "lifecycle":
            true
        default: false
        }
    }
}
