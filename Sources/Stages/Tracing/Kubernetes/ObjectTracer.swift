internal import Diagnostics
internal import Model
internal import YAML

/// Traces a field of an object that is written out in one file.
struct ObjectTracer {
    let index: RepositoryIndex
    let object: ManifestObject
    let naming: any ObjectNaming
    /// How the object's file names things from the document's root: empty, or `items[2]` of a `List`.
    private let prefix: [FieldStep]

    init(index: RepositoryIndex, object: ManifestObject, naming: any ObjectNaming) {
        self.index = index
        self.object = object
        self.naming = naming
        prefix = ObjectTracer.place(of: object)
    }

    private var file: SourceFile { object.file }

    private static func place(of object: ManifestObject) -> [FieldStep] {
        guard let list = object.node.parent, list.kind == .sequence,
            list.parent?["kind"]?.scalar?.text == "List",
            let index = list.items.firstIndex(where: { $0.resolved == object.node })
        else { return [] }
        return [.key("items"), .index(index)]
    }

    /// The answer for a field, by its path from the object.
    func answer(_ target: Target, path: String) -> TraceAnswer {
        var lookup = FieldLookup(file: file)
        let found = lookup.follow(path, from: object.node)
        return finish(target, found, lookup)
    }

    /// The answer for a field of a container.
    func answer(_ target: Target, container: String, path: String) -> TraceAnswer {
        guard let podSpec = Workload.podSpecPath(object.kind) else {
            return hold(target, .noSuchResource, "a \(object.kind) has no containers (\(object.location))")
        }
        var lookup = FieldLookup(file: file)
        guard case .found(let spec) = lookup.follow(podSpec.joined(separator: "."), from: object.node) else {
            return hold(target, .noSuchResource, "\(object.location) has no pod template")
        }
        var matches: [(String, Int)] = []
        for list in Workload.containerLists {
            for (index, item) in (spec[list]?.items ?? []).enumerated()
            where item.resolved["name"]?.scalar?.text == container {
                matches.append((list, index))
            }
        }
        guard let match = matches.first else {
            let names = Workload.containerNames(of: object).joined(separator: ", ")
            return hold(
                target, .noSuchResource, "\(object.location) has no container `\(container)`; it has \(names)"
            )
        }
        guard matches.count == 1 else {
            return hold(
                target, .ambiguous, "\(object.location) has \(matches.count) containers called `\(container)`"
            )
        }
        let variables = (spec[match.0]?.items[match.1].resolved).map { RuntimeVariables($0) }
        let found = lookup.follow("\(match.0)[\(match.1)].\(path)", from: spec)
        return finish(target, found, lookup, variables)
    }

    private func hold(_ target: Target, _ reason: HoldReason, _ detail: String) -> TraceAnswer {
        TraceAnswer(trace: Trace(target: target, status: .held(Hold(reason, detail))), key: nil)
    }

    private func finish(
        _ target: Target, _ answer: FieldLookup.Answer, _ lookup: FieldLookup,
        _ variables: RuntimeVariables? = nil
    ) -> TraceAnswer {
        switch answer {
        case .held(let hold):
            return TraceAnswer(trace: Trace(target: target, status: .held(hold), hops: lookup.hops), key: nil)
        case .absent(let mapping, let missing): return absent(target, mapping, missing, lookup)
        case .found(let node): return literal(target, node, lookup, variables)
        }
    }

    // MARK: A token

    private func literal(
        _ target: Target, _ node: YAMLNodeView, _ lookup: FieldLookup, _ variables: RuntimeVariables?
    ) -> TraceAnswer {
        let place = file.location(node.tokenRange)
        guard let scalar = node.scalar else {
            let what = node.kind == .mapping ? "a mapping" : "a list"
            return hold(
                target, .unsupported, "`\(target.attribute)` at \(place) is \(what), not a single value")
        }
        if scalar.isNull {
            return hold(target, .unsupported, "`\(target.attribute)` is there but empty (null) at \(place)")
        }
        if scalar.style == .literal || scalar.style == .folded {
            return hold(target, .unsupported, "`\(target.attribute)` at \(place) is a block of text")
        }
        if let tag = scalar.tag, tag != "tag:yaml.org,2002:str", tag != "tag:yaml.org,2002:int" {
            return hold(target, .unsupported, "`\(target.attribute)` at \(place) has the tag \(tag)")
        }
        if scalar.text.hasPrefix("ENC[") {
            return hold(target, .encrypted, "the value at \(place) is encrypted")
        }
        if FileMarks.isPlaceholder(variables?.settled(scalar.text, of: target.attribute) ?? scalar.text) {
            return hold(target, .templated, "`\(scalar.text)` at \(place) is filled in before it is applied")
        }
        if let line = duplicates(of: node) {
            // The last one counts; a reader who sees the first should know.
            return shared(target, node, scalar, lookup, hops: [line])
        }
        return shared(target, node, scalar, lookup, hops: [])
    }

    private func shared(
        _ target: Target, _ node: YAMLNodeView, _ scalar: YAMLScalar, _ lookup: FieldLookup, hops: [Hop]
    ) -> TraceAnswer {
        let key = naming.key(lookup.steps)
        var others: [DecidedAttribute] = []
        var evaluated = 1
        if !node.tree.allNodes.lazy.filter({ $0.kind == .alias }).isEmpty {
            let walk = FieldWalk(object.node, limit: index.store.limits.attributesPerObject)
            guard !walk.isCut else {
                return hold(
                    target, .limit, "\(object.location) has too many fields when its aliases are written out")
            }
            evaluated = walk.leaves.count
            for leaf in walk.leaves where leaf.node == node && leaf.steps != lookup.steps {
                others.append(naming.key(leaf.steps).decided(scalar.text, in: key))
            }
            for sibling in siblings() {
                let walk = FieldWalk(sibling.node, limit: index.store.limits.attributesPerObject)
                guard !walk.isCut else {
                    return hold(target, .limit, "\(sibling.location) has too many fields")
                }
                let naming = PlainNaming(root: key.root, object: sibling)
                for leaf in walk.leaves where leaf.node == node {
                    others.append(naming.key(leaf.steps).decided(scalar.text, in: key))
                }
            }
        }
        let origin = Origin(file, node.tokenRange)
        var trace = Trace(
            target: target, status: others.isEmpty ? .literal(origin) : .shared(origin), value: scalar.text,
            hops: lookup.hops + hops + [Hop(file, at: Int(node.tokenRange.lower), "written here")],
            alsoDecides: others)
        trace.evaluatedAttributes = evaluated
        return TraceAnswer(trace: trace, key: key)
    }

    /// Other objects of the same document; only a `List` has some.
    private func siblings() -> [ManifestObject] {
        guard !prefix.isEmpty, let root = object.node.parent?.parent else { return [] }
        return ManifestObject.read(root, document: object.document, file: file).filter {
            $0.node != object.node
        }
    }

    /// A hop when the key of `node` stands twice in its mapping.
    private func duplicates(of node: YAMLNodeView) -> Hop? {
        guard let mapping = node.parent, mapping.kind == .mapping,
            let entry = mapping.entries.last(where: { $0.value == node }), let key = entry.key.scalar?.text
        else { return nil }
        let same = mapping.entries.filter { !$0.isMerge && $0.key.scalar?.text == key }
        guard same.count > 1, let first = same.first else { return nil }
        return Hop(file, at: Int(first.key.range.lower), "`\(key)` stands here too; the last one counts")
    }

    // MARK: Nothing

    private func absent(
        _ target: Target, _ mapping: YAMLNodeView, _ missing: [String], _ lookup: FieldLookup
    ) -> TraceAnswer {
        let place = file.location(mapping.range)
        guard !mapping.isShared else {
            return hold(
                target, .unsupported,
                "nothing sets it, and the mapping at \(place) where it would be set is used through an alias too"
            )
        }
        guard
            mapping.tree.source[Int(mapping.tokenRange.lower)...].starts(with: [0x7B]) == false
                || mapping.style == .flow
        else { return hold(target, .unsupported, "the mapping at \(place) cannot be extended") }
        let steps = lookup.steps + missing.map { .key($0) }
        let end =
            mapping.range.upper > mapping.range.lower
            ? Int(mapping.range.upper) - 1 : Int(mapping.range.lower)
        let insertion = Insertion(
            file: file.path, keyPath: YAMLPath((prefix + steps).map(\.pathStep)).description,
            line: file.lines.position(of: end).line)
        let trace = Trace(
            target: target, status: .absent(insertion),
            hops: lookup.hops + [
                Hop(file, at: Int(mapping.range.lower), "has no `\(missing.joined(separator: "."))`")
            ])
        return TraceAnswer(trace: trace, key: naming.key(steps))
    }
}

extension Fact.Key {
    /// The row of a blast radius; what is equal to the trace's own root is left out.
    func decided(_ value: String, in own: Fact.Key) -> DecidedAttribute {
        DecidedAttribute(
            root: root == own.root ? nil : root,
            environment: environment == own.environment ? nil : environment,
            release: release == own.release ? nil : release,
            namespace: namespace == own.namespace ? nil : namespace,
            resource: resource, attribute: attribute, value: value)
    }

    /// The row with everything in it, for other roots.
    func decidedElsewhere(_ value: String) -> DecidedAttribute {
        DecidedAttribute(
            root: root, environment: environment, release: release, namespace: namespace, resource: resource,
            attribute: attribute, value: value)
    }
}
