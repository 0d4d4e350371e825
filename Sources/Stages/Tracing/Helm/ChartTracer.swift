internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// Traces attributes of what a chart renders in one context.
struct ChartTracer {
    let ecosystem: ChartEcosystem
    let evaluation: ChartEvaluation
    /// Only what can be read off one rendering; nothing is tried out.
    var isQuick = false
    /// The attributes of the rendering, where somebody has them at hand.
    var known: ChartFacts?

    private var index: RepositoryIndex { ecosystem.index }
    var context: ChartContext { evaluation.context }

    // MARK: Which object

    /// The objects that an address means.
    func objects(_ address: KubernetesAddress) -> [Int] {
        evaluation.objects.indices.filter { number in
            let object = evaluation.objects[number].manifest
            guard object.kind == address.kind, object.name == address.name else { return false }
            guard !address.namespace.isEmpty, let namespace = namespace(of: number) else { return true }
            return namespace == address.namespace
        }
    }

    /// The namespace of an object; nil where that is for whoever installs the chart to say.
    func namespace(of number: Int) -> String? {
        let object = evaluation.objects[number]
        guard let text = object.manifest.namespace else { return context.namespace }
        guard context.namespace == nil, text == ChartContext.unsaidNamespace,
            let node = object.manifest.node["metadata"]?["namespace"]
        else { return text }
        let reader = TokenReader(files: ecosystem.tokenFiles(evaluation), rendered: evaluation.rendered)
        switch reader.decision(node, in: object.text, isImage: false) {
        case .token: return text
        case .nothing: return nil
        case .computed:
            // Perhaps it is what it is because the release is where it is.
            var moved = context
            moved.namespace = text + "-moved"
            guard case .success(let again)? = try? ecosystem.evaluate(moved) else { return text }
            let same = again.objects.first {
                $0.manifest.kind == object.manifest.kind && $0.manifest.name == object.manifest.name
                    && $0.template.path == object.template.path
            }
            return same?.manifest.namespace == moved.namespace ? nil : text
        }
    }

    /// The answer about one attribute.
    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer {
        if let hold = evaluation.hold ?? evaluation.context.doubt { return held(target, hold) }
        let matches = objects(address)
        guard let number = matches.first else { return held(target, nothing(address)) }
        guard matches.count == 1 else {
            return held(
                target,
                Hold(
                    .ambiguous,
                    "\(context.label) renders \(matches.count) objects called \(address.kind)/\(address.name)"
                ))
        }
        let object = evaluation.objects[number]
        if address.container == nil, Workload.podSpecPath(address.kind) != nil {
            let first = String(target.attribute.prefix { $0 != "." && $0 != "[" })
            if Workload.containerFields.contains(first) {
                let names = Workload.containerNames(of: object.manifest).joined(separator: ", ")
                return held(
                    target,
                    Hold(.ambiguous, "`\(target.attribute)` belongs to a container; name one of \(names)"))
            }
        }
        if let hold = context.postRendering.hold(address.kind, address.name, target.attribute) {
            return held(target, hold)
        }
        if let hold = autoscaled(address, target.attribute) { return held(target, hold) }
        var lookup = FieldLookup(file: object.manifest.file, takesNullAsEmpty: true)
        let place = place(of: target.attribute, address, object, &lookup)
        if let hold = unsaid(place, target, object) { return held(target, hold) }
        switch place {
        case .held(let hold): return held(target, hold)
        case .found(let node) where node.scalar?.isNull == true:
            return try absent(target, number, lookup.steps)
        case .found(let node): return try found(target, number, node, lookup)
        case .absent(let mapping, let missing):
            return try absent(target, number, lookup.steps, missing: missing, in: mapping)
        }
    }

    /// The hold on what the layout of a chart of elsewhere says nothing about.
    private func unsaid(_ place: FieldLookup.Answer, _ target: Target, _ object: ChartObject) -> Hold? {
        guard LaidOutCharts.isPath(object.template.path) else { return nil }
        if case .found(let node) = place, node.scalar?.isNull != true { return nil }
        return Hold(
            .external,
            "nothing in \(context.label) sets `\(target.attribute)` as far as the layout of the chart tells, and its templates are not in this repository"
        )
    }

    private func held(_ target: Target, _ hold: Hold, from spans: [SourceSpan] = []) -> TraceAnswer {
        var trace = Trace(target: target, status: .held(hold))
        trace.derivesFrom = spans.compactMap { span in
            guard let file = file(span.path) else { return nil }
            return Origin(file, span.range)
        }
        return TraceAnswer(trace: trace, key: nil)
    }

    private func file(_ path: String) -> SourceFile? { (try? index.store.source(path)) ?? nil }

    private func nothing(_ address: KubernetesAddress) -> Hold {
        if let broken = evaluation.broken.first { return broken.reason }
        if let missing = evaluation.rendered.missing.first {
            return Hold(
                .external,
                "\(context.label) does not render \(address.kind)/\(address.name); its dependency \(missing.dependency.effectiveName) is not in this repository"
            )
        }
        let undecided = Undecided(evaluation: evaluation, index: index)
        if let hold = try? undecided.hold(on: address.kind) { return hold }
        let same = evaluation.objects.filter { $0.manifest.kind == address.kind }.map(\.manifest.name)
        let others = same.isEmpty ? "no \(address.kind)" : same.prefix(5).joined(separator: ", ")
        return Hold(
            .noSuchResource, "\(context.label) renders no \(address.kind)/\(address.name), but \(others)")
    }

    private func autoscaled(_ address: KubernetesAddress, _ attribute: String) -> Hold? {
        let attribute = attribute.hasPrefix("spec.") ? String(attribute.dropFirst(5)) : attribute
        let isReplicas = attribute == "replicas"
        guard isReplicas || attribute.hasPrefix("resources.") else { return nil }
        for object in evaluation.objects {
            let spec = object.manifest.node["spec"]
            let reference: YAMLNodeView?
            switch (object.manifest.kind, isReplicas) {
            case ("HorizontalPodAutoscaler", true), ("ScaledObject", true):
                reference = spec?["scaleTargetRef"]
            case ("VerticalPodAutoscaler", false):
                if spec?["updatePolicy"]?["updateMode"]?.scalar?.text == "Off" { continue }
                guard VerticalScope(spec).owns(attribute, of: address.container) else { continue }
                reference = spec?["targetRef"]
            default: continue
            }
            guard reference?["name"]?.scalar?.text == address.name,
                (reference?["kind"]?.scalar?.text ?? "Deployment") == address.kind
            else { continue }
            return Hold(
                .autoscaled,
                "\(object.manifest.kind)/\(object.manifest.name) (\(object.template.path)) owns `\(attribute)`"
                    + Autoscalers.bounds(object.manifest.kind)
            )
        }
        return nil
    }

    /// Looks the attribute up in the rendered object.
    private func place(
        of attribute: String, _ address: KubernetesAddress, _ object: ChartObject, _ lookup: inout FieldLookup
    ) -> FieldLookup.Answer {
        let manifest = object.manifest
        guard let container = address.container else {
            return lookup.follow(ObjectPaths.full(attribute, of: manifest), from: manifest.node)
        }
        guard let podSpec = Workload.podSpecPath(manifest.kind) else {
            return .held(Hold(.noSuchResource, "a \(manifest.kind) has no containers"))
        }
        guard case .found(let spec) = lookup.follow(podSpec.joined(separator: "."), from: manifest.node)
        else {
            return .held(Hold(.noSuchResource, "\(manifest.kind)/\(manifest.name) has no pod template"))
        }
        var matches: [(String, Int)] = []
        for list in Workload.containerLists {
            for (index, item) in (spec[list]?.items ?? []).enumerated()
            where item.resolved["name"]?.scalar?.text == container {
                matches.append((list, index))
            }
        }
        let names = Workload.containerNames(of: manifest).joined(separator: ", ")
        guard let match = matches.first else {
            return .held(
                Hold(
                    .noSuchResource,
                    "\(manifest.kind)/\(manifest.name) has no container `\(container)`; it has \(names)"))
        }
        guard matches.count == 1 else {
            return .held(
                Hold(
                    .ambiguous,
                    "\(manifest.kind)/\(manifest.name) has \(matches.count) containers `\(container)`"))
        }
        return lookup.follow("\(match.0)[\(match.1)].\(attribute)", from: spec)
    }

    // MARK: A value

    private func found(
        _ target: Target, _ number: Int, _ node: YAMLNodeView, _ lookup: FieldLookup
    ) throws -> TraceAnswer {
        let object = evaluation.objects[number]
        guard let scalar = node.scalar else {
            let what = node.kind == .mapping ? "a mapping" : "a list"
            if node.children.isEmpty, node.kind == .mapping {
                return held(
                    target,
                    Hold(.unsupported, "`\(target.attribute)` is an empty mapping; ask for a key in it"))
            }
            return held(target, Hold(.unsupported, "`\(target.attribute)` is \(what), not a single value"))
        }
        let key = ChartNaming(object, context).key(lookup.steps)
        let reader = TokenReader(files: ecosystem.tokenFiles(evaluation), rendered: evaluation.rendered)
        let branch = reader.branch(of: node, in: object.text)
        if let token = reader.conditions(branch, object.template).first(where: \.span.isUnknown) {
            return held(
                target,
                UnknownValue.hold("whether `\(target.attribute)` is there hangs on", token.span))
        }
        let decision = reader.decision(node, in: object.text, isImage: ImageParts.isImage(target.attribute))
        switch decision {
        case .nothing:
            return held(
                target,
                Hold(.derived, "`\(scalar.text)` is made of the release's name and the like; no file says it")
            )
        case .computed(let spans) where spans.contains(where: \.isUnknown):
            return held(target, open(spans.first(where: \.isUnknown), scalar.text))
        case .computed(let spans):
            var answer = held(
                target,
                Hold(
                    .derived,
                    "`\(scalar.text)` is computed by \(object.template.path) from \(tokens(spans))"),
                from: spans)
            answer.trace.value = scalar.text
            return answer
        case .token(let span, let isPart):
            return try literal(target, number, key, scalar.text, span, isPart, node)
        }
    }

    /// The hold on what a value decides that is not known.
    private func open(_ unknown: SourceSpan?, _ text: String) -> Hold {
        UnknownValue.hold("`\(text)` is made of", unknown)
    }

    private func tokens(_ spans: [SourceSpan]) -> String {
        let places = spans.compactMap { span in file(span.path).map { $0.location(span.range) } }
        guard places.count > 4 else {
            return places.isEmpty ? "several tokens" : places.joined(separator: ", ")
        }
        return places.prefix(4).joined(separator: ", ") + " and \(places.count - 4) more"
    }

    private func literal(
        _ target: Target, _ number: Int, _ key: Fact.Key, _ value: String, _ span: SourceSpan, _ isPart: Bool,
        _ node: YAMLNodeView
    ) throws -> TraceAnswer {
        let object = evaluation.objects[number]
        if span.isUnknown { return held(target, open(span, value)) }
        guard let file = file(span.path) else {
            if span.path.hasPrefix("--set") {
                return held(
                    target, Hold(.notInRepository, "`\(value)` is given on the command line: \(span.path)"))
            }
            return held(
                target,
                Hold(
                    .external, "`\(value)` stands in a packed chart: \(span.path.replacing("!", with: ": "))")
            )
        }
        let origin = Origin(file, span.range)
        if LaidOutCharts.isPath(object.template.path),
            let hold = try UnseenValues(ecosystem: ecosystem, evaluation: evaluation).hold(on: span)
        {
            return held(target, hold, from: [span])
        }
        let radius = try ChartRadius(tracer: self, key: key, token: span, value: value, isQuick: isQuick)
            .find()
        if let hold = radius.hold { return held(target, hold, from: [span]) }
        // What is changed later of an object may be just what follows the token.
        if let hold = (radius.also + radius.affected).lazy.compactMap({ context.postRendering.hold($0) })
            .first
        {
            return held(target, hold, from: [span])
        }
        let elsewhere = radius.elsewhere + (try ecosystem.beside(span))
        var trace = Trace(
            target: target, status: radius.also.isEmpty ? .literal(origin) : .shared(origin), value: value,
            hops: ChartHops(tracer: self, object: object).hops(to: span, node: node),
            alsoDecides: radius.also, alsoAffects: radius.affected, elsewhere: elsewhere)
        trace.evaluatedAttributes = radius.attributes
        trace.evaluatedRoots = radius.roots
        if !isQuick, !(radius.also.isEmpty && radius.affected.isEmpty && elsewhere.isEmpty) {
            trace.override = try ChartInsertion(ecosystem: ecosystem, evaluation: evaluation, key: key)
                .override(of: span.path)
        }
        return try marked(TraceAnswer(trace: trace, key: key), span)
    }

    /// The answer, said to be without effect as long as another context reads the token that is surely refused.
    private func marked(_ answer: TraceAnswer, _ token: SourceSpan) throws -> TraceAnswer {
        guard let refused = try ecosystem.refused(reading: token.path, besides: context),
            let hold = refused.refusal
        else { return answer }
        var answer = answer
        answer.ineffective = Hold(
            .limit, "what it decides in \(refused.label) is not known before that is mended: \(hold.detail)")
        let file = refused.declared?.file ?? token.path
        let hop = Hop(index: index, path: file, "\(refused.label) reads it, too, and that is refused")
        if let hop { answer.trace.hops.insert(hop, at: 0) }
        return answer
    }

    // MARK: Nothing

    private func absent(
        _ target: Target, _ number: Int, _ steps: [FieldStep], missing: [String] = [],
        in mapping: YAMLNodeView? = nil
    ) throws -> TraceAnswer {
        let object = evaluation.objects[number]
        let key = ChartNaming(object, context).key(steps + missing.map { .key($0) })
        if let choice = object.template.undecided.first {
            return held(target, Undecided(evaluation: evaluation, index: index).hold(choice))
        }
        let outcome = try ChartInsertion(ecosystem: ecosystem, evaluation: evaluation, key: key).find()
        switch outcome {
        case .held(let hold):
            let template = TemplateInsertion(ecosystem: ecosystem, evaluation: evaluation, key: key)
            // Only where no value has a say in it is the template the place.
            guard [.unsupported, .notInRepository].contains(hold.reason), let mapping,
                let found = try template.find(missing, in: mapping, of: object, path: steps)
            else { return held(target, hold) }
            var trace = Trace(
                target: target, status: .absent(found.insertion), alsoAffects: found.affected,
                elsewhere: found.elsewhere)
            trace.hops = [
                Hop(
                    index: index, path: found.insertion.file,
                    "nothing sets it, and no value would; the template leaves it empty")
            ].compactMap { $0 }
            return TraceAnswer(trace: trace, key: key)
        case .failed(let failure): throw failure
        case .done(let found):
            var trace = Trace(target: target, status: .absent(found.insertion), alsoAffects: found.affected)
            trace.hops = [
                Hop(
                    index: index, path: object.template.path,
                    "nothing sets it; values key `\(found.insertion.keyPath)` would")
            ].compactMap { $0 }
            return TraceAnswer(trace: trace, key: key)
        }
    }

    // MARK: Everything

    /// Every attribute that decides size or number.
    func inventory() throws -> [InventoryEntry] {
        guard evaluation.hold == nil, evaluation.context.doubt == nil else { return [] }
        var entries: [InventoryEntry] = []
        let facts = ecosystem.facts(evaluation)
        var tracer = self
        tracer.known = facts
        for fact in facts.all {
            let object = evaluation.objects[fact.object]
            let key = fact.fact.key
            guard !object.isTest,
                ecosystem.sizes.contains(
                    key, steps: fact.steps, kind: object.manifest.kind, group: object.manifest.group)
            else { continue }
            let container = key.container
            let address = KubernetesAddress(
                namespace: key.namespace ?? "", kind: object.manifest.kind, name: object.manifest.name,
                container: container)
            let target = Target(.kubernetes(address), key.attribute)
            entries.append(
                InventoryEntry(
                    root: key.root, environment: key.environment, release: key.release,
                    namespace: key.namespace,
                    resource: key.resource, attribute: key.attribute,
                    trace: try tracer.answer(target, address).trace
                ))
        }
        return entries
    }
}

extension Hop {
    /// A hop at the start of a file; nil when it cannot be read.
    init?(index: RepositoryIndex, path: String, at offset: Int = 0, _ reason: String) {
        guard let file = (try? index.store.source(path)) ?? nil else { return nil }
        self.init(file, at: offset, reason)
    }
}
