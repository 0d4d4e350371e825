internal import Diagnostics
internal import HCL
internal import Model
internal import Provenance

/// Traces one attribute in one root as it is evaluated for one environment.
struct TerraformTracer {
    let ecosystem: TerraformEcosystem
    let context: TerraformContext
    let target: Target

    private var store: SourceStore { ecosystem.library.index.store }

    /// The answer; nil when the root has no such resource.
    func answer(_ address: String) throws -> TraceAnswer? {
        let evaluation = try RootEvaluation(context, ecosystem.library)
        let attribute = TerraformAddressing.normalized(target.attribute)
        let (resources, opaque) = try evaluation.find(address, attribute)
        if let failure = evaluation.failure { throw failure }
        guard let resource = resources.first else {
            if let hold = evaluation.hold { return held(hold) }
            if let opaque { return held(opaque) }
            if let name = TerraformAddressing.steps(address)?.first?.name,
                let file = context.inputs?.generated.first(where: { $0.declares(name) })
            {
                return held(
                    Hold(
                        .generated,
                        "\(file.place), which declares \(name): what is generated is not evaluated"))
            }
            return nil
        }
        let decisions = resources.map { decision(attribute, of: $0) }
        guard decisions.allSatisfy({ $0 == decisions[0] }) else {
            if let hold = evaluation.hold { return held(hold) }
            return held(differing(attribute, address, resources))
        }
        guard let fact = find(attribute, resource.facts) else {
            if let hold = try unreliable(resource.resource, evaluation.hold) { return held(hold) }
            // What an input does that nobody sets is for the module to say.
            if address == "inputs" {
                let missing = "`\(attribute)` is no input of \(context.id)"
                let hold = context.inputs?.missing ?? Hold(.noSuchResource, missing)
                return held(Hold(hold.reason, "\(missing); \(hold.detail)"))
            }
            return try absent(attribute, resource.resource, resource.facts)
        }
        var known: (EvaluatedRoot, BlastRadius.Decided)?
        func answer(_ fact: TerraformFact, _ resource: EvaluatedResource) throws -> TraceAnswer {
            try self.answer(fact, of: resource, hold: evaluation.hold) { token in
                if let known { return known }
                let root = try ecosystem.evaluate(context)
                let radius = BlastRadius(ecosystem: ecosystem, context: context)
                let found = (root, try radius.decided(by: [token], in: root)[token] ?? BlastRadius.Decided())
                known = found
                return found
            }
        }
        let first = try answer(fact, resource)
        guard case .token = fact.outcome, first.key != nil, first.ineffective == nil else { return first }
        // The token is the same in all; what speaks against one of them speaks against the token.
        for other in resources.dropFirst() {
            guard let fact = find(attribute, other.facts) else { continue }
            let answer = try answer(fact, other)
            if answer.key == nil || answer.ineffective != nil { return answer }
        }
        return first
    }

    /// What decides an attribute of an instance, to tell whether it is the same in another one.
    private enum Decision: Hashable {
        case token(SourceSpan)
        case null(SourceSpan?, Vacancy?)
        case held(HoldReason)
        case derived, given, missing
    }

    private func decision(_ attribute: String, of resource: EvaluatedResource) -> Decision {
        if let hold = resource.resource.hold ?? resource.resource.instances { return .held(hold.reason) }
        guard let fact = find(attribute, resource.facts) else { return .missing }
        return switch fact.outcome {
        case .token(let token): .token(token)
        case .null(let token): .null(token, fact.origins.vacancy)
        case .held(let hold): .held(hold.reason)
        case .derived: .derived
        case .given: .given
        }
    }

    /// A hold on an address without a key whose instances get the attribute from different places.
    private func differing(_ attribute: String, _ address: String, _ resources: [EvaluatedResource]) -> Hold {
        let candidates = resources.prefix(10).map { resource in
            let name = resource.resource.address
            guard case .token(let token) = decision(attribute, of: resource),
                let file = (try? store.source(token.path)).flatMap({ $0 })
            else { return name }
            return "\(name) (\(file.location(token.range)))"
        }
        let more = resources.count > 10 ? " and \(resources.count - 10) more" : ""
        return Hold(
            .ambiguous,
            "the answer depends on the instance of \(address): \(candidates.joined(separator: ", "))\(more)")
    }

    /// The answer for an attribute that was found; `radius` says what else follows a token.
    func answer(
        _ fact: TerraformFact, of resource: EvaluatedResource, hold: Hold?,
        radius: (SourceSpan) throws -> (EvaluatedRoot, BlastRadius.Decided)
    ) throws -> TraceAnswer {
        if let hold = try unreliable(resource.resource, hold) { return held(hold) }
        if let hold = assumed(fact) { return held(hold) }
        let ignored = ignored(fact.attribute, resource.resource)
        if let ignored, ignored.reason == .autoscaled { return held(ignored, fact) }
        var answer = try answer(fact, of: resource, radius)
        if ignored == nil, let (hop, hold) = try overridable(fact) {
            // The last known decider, as far as the repository tells; nothing is edited on that.
            answer.ineffective = hold
            if answer.key != nil { answer.trace.hops.insert(hop, at: 0) }
            return answer
        }
        // The token decides what is created; a resource that is there stays as it is, so nothing is edited.
        answer.ineffective = ignored
        if let ignored, answer.key != nil {
            let block = resource.resource.block
            let place = block.blocks("lifecycle").first.map { Int($0.range.lower) } ?? Int(block.range.lower)
            answer.trace.hops.insert(Model.Hop(block.file, at: place, ignored.detail), at: 0)
        }
        return answer
    }

    private func answer(
        _ fact: TerraformFact, of resource: EvaluatedResource,
        _ radius: (SourceSpan) throws -> (EvaluatedRoot, BlastRadius.Decided)
    ) throws -> TraceAnswer {
        switch fact.outcome {
        case .held(let hold): return held(hold, fact)
        case .token(let token): return try literal(token, fact, resource.resource, radius)
        case .derived:
            let count = fact.origins.summary().tokens.count
            let what =
                switch count {
                case 0: "how many of something there are"
                case 1: "a token that it is not equal to"
                default: "\(count) tokens"
                }
            return held(Hold(.derived, "`\(fact.attribute)` is computed from \(what)"), fact)
        case .given:
            return held(
                Hold(
                    .notInRepository,
                    "no token of the repository decides `\(fact.attribute)`: it is given from outside, or built in"
                ), fact)
        case .null(let token): return try null(token, fact, resource)
        }
    }

    /// A hold on what the default of an unset variable of the environment chose: with another one it is another value.
    private func assumed(_ fact: TerraformFact) -> Hold? {
        guard let assumptions = context.inputs?.assumptions, !assumptions.isEmpty else { return nil }
        let controls = fact.origins.summary().controls
        guard let name = controls.lazy.compactMap({ assumptions[$0] }).first else { return nil }
        return Hold(
            .notInRepository, "the environment variable \(name) chooses, which is not in the repository")
    }

    /// The default of a variable that a file from elsewhere may override, where the value depends on one.
    private func overridable(_ fact: TerraformFact) throws -> (Model.Hop, Hold)? {
        guard context.absentFiles != nil || context.computedNames != nil || !context.suspicions.isEmpty else {
            return nil
        }
        let used = fact.origins.summary().all
        guard !used.isEmpty else { return nil }
        for (name, block) in try ecosystem.library.module(context.root).variables.sorted(by: {
            $0.key < $1.key
        }) {
            guard let attribute = block.attribute("default"), let detail = doubt(about: name) else {
                continue
            }
            let range = attribute.expression.range
            let isUsed = used.contains {
                $0.path == attribute.file.path && range.lower <= $0.range.lower
                    && $0.range.upper <= range.upper
            }
            guard isUsed else { continue }
            return (
                Model.Hop(attribute.file, at: Int(attribute.span.range.lower), detail),
                Hold(.notInRepository, detail)
            )
        }
        return nil
    }

    /// What may give a variable another value than its default.
    private func doubt(about name: String) -> String? {
        if let place = context.absentFiles {
            return
                "\(place) hands over variable files that are not in the repository; they may give var.\(name) another value"
        }
        if let place = context.computedNames {
            return
                "\(place) sets variables by names that it computes; var.\(name) may get another value than its default"
        }
        return context.suspicions[name].map {
            "\($0) may give var.\(name) another value, if it is for this root"
        }
    }

    /// Why nothing can be said about any attribute of the resource.
    private func unreliable(_ resource: TerraformResource, _ hold: Hold?) throws -> Hold? {
        if let hold = hold ?? resource.hold ?? resource.instances { return hold }
        guard context.inputs == nil else { return nil }
        return try ecosystem.terragruntHold(on: context.root)
    }

    private func held(_ hold: Hold) -> TraceAnswer {
        TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
    }

    /// A hold on a value of which some things are known.
    private func held(_ hold: Hold, _ fact: TerraformFact) -> TraceAnswer {
        var answer = held(hold)
        let summary = fact.origins.summary()
        answer.trace.hops = summary.hops.compactMap(hop)
        if !fact.isSensitive {
            let tokens = summary.tokens.isEmpty ? fact.derivation.summary().tokens : summary.tokens
            answer.trace.derivesFrom = tokens.prefix(50).compactMap(origin)
        }
        answer.trace.value = fact.value == nil ? nil : fact.shown
        return answer
    }

    // MARK: The attribute

    private func find(_ attribute: String, _ facts: [TerraformFact]) -> TerraformFact? {
        if let exact = facts.first(where: { $0.attribute == attribute }) { return exact }
        // `root_block_device.volume_size` where there is exactly one such block.
        let plain = attribute.replacing("[0]", with: "")
        let spelled = facts.filter { $0.attribute.replacing("[0]", with: "") == plain }
        if spelled.count == 1, let only = spelled.first {
            let bare = TerraformAddressing.withoutNumbers(attribute)
            let others = facts.contains {
                $0.attribute != only.attribute && TerraformAddressing.withoutNumbers($0.attribute) == bare
            }
            if !others { return only }
        }
        // A part of something that is not known.
        return facts.first {
            guard case .held = $0.outcome else { return false }
            let known = $0.attribute
            return attribute.hasPrefix(known + ".") || attribute.hasPrefix(known + "[")
                || known.contains("[*]") && mayBe(attribute, known)
        }
    }

    /// True when the attribute may be what a row without numbers stands for.
    private func mayBe(_ attribute: String, _ known: String) -> Bool {
        let bare = TerraformAddressing.withoutNumbers(attribute)
        let pattern = TerraformAddressing.withoutNumbers(known)
        return bare == pattern || bare.hasPrefix(pattern + ".")
    }

    private func ignored(_ attribute: String, _ resource: TerraformResource) -> Hold? {
        let match = resource.ignored.first {
            $0 == "all" || attribute == $0 || attribute.hasPrefix($0 + ".") || attribute.hasPrefix($0 + "[")
        }
        guard let match else { return nil }
        // Whoever scales the number says so in this way.
        let isScaled =
            (match != "all" || attribute.contains("desired"))
            && (attribute.contains("desired") || attribute.hasSuffix("capacity")
                || attribute.hasSuffix("count")
                || attribute.hasSuffix("min_size") || attribute.hasSuffix("max_size"))
        return Hold(
            isScaled ? .autoscaled : .unsupported,
            "`ignore_changes` of \(resource.block.location) covers `\(match)`: a change would have no effect")
    }

    // MARK: A token

    private func literal(
        _ token: SourceSpan, _ fact: TerraformFact, _ resource: TerraformResource,
        _ radius: (SourceSpan) throws -> (EvaluatedRoot, BlastRadius.Decided)
    ) throws -> TraceAnswer {
        guard let file = try store.source(token.path), var origin = origin(token) else {
            return held(Hold(.unsupported, "the value stands in no file of the repository"), fact)
        }
        if let header = FileMarks.generatedHeader(file.bytes) {
            return held(Hold(.generated, "\(file.path) is generated: `\(header)`"))
        }
        if fact.value?.hasPrefix("ENC[AES256_GCM") == true {
            return held(Hold(.encrypted, "\(file.path) is encrypted"))
        }
        if let hold = try installed(file, token, resource) { return held(hold, fact) }
        let (root, decided) = try radius(token)
        if let hold = decided.hold ?? root.hold {
            return held(
                Hold(
                    .limit,
                    "what the token at \(file.location(token.range)) decides elsewhere cannot be computed: \(hold.detail)"
                ))
        }
        if let named = renamed(by: token, fact, resource, root) {
            return held(renaming(file.location(token.range), named, root, decided), fact)
        }
        let key = Fact.Key(
            root: context.id, environment: context.environment, release: nil, namespace: nil,
            resource: resource.address, attribute: fact.attribute)
        var also: [DecidedAttribute] = []
        var affects: [DecidedAttribute] = []
        for (position, number, _) in decided.own {
            let other = root.resources[position]
            let otherFact = other.facts[number]
            let otherKey = root.key(other, otherFact)
            guard otherKey != key else { continue }
            let row = otherKey.decided(otherFact.shown, in: key)
            if case .token(token) = otherFact.outcome, otherFact.value == fact.value {
                also.append(row)
            } else {
                affects.append(row)
            }
        }
        if fact.isSensitive { origin.token = "(sensitive)" }
        var trace = Trace(
            target: target, status: also.isEmpty && affects.isEmpty ? .literal(origin) : .shared(origin),
            value: fact.shown, hops: fact.origins.summary().hops.compactMap(hop), alsoDecides: also,
            alsoAffects: affects, elsewhere: decided.elsewhere)
        trace.evaluatedAttributes = root.count + decided.attributes
        trace.evaluatedRoots = decided.roots
        return TraceAnswer(trace: trace, key: key)
    }

    /// A hold on a token of a module that `terraform init` downloaded, with the argument that would be stronger.
    private func installed(_ file: SourceFile, _ token: SourceSpan, _ resource: TerraformResource) throws
        -> Hold?
    {
        guard PathConventions.isInstalled(file.path) else { return nil }
        var detail = "\(file.location(token.range)) is a downloaded module's own"
        if let argument = try override(of: token, resource.trail), !PathConventions.isInstalled(argument.file)
        {
            detail += "; `\(argument.keyPath)` in \(argument.file):\(argument.line) would set it"
        }
        return Hold(.outsidePaths, detail)
    }

    /// The instance that would have another address with another token: the one that is asked for, or one that the value is
    /// taken from by its address.
    private func renamed(
        by token: SourceSpan, _ fact: TerraformFact, _ resource: TerraformResource, _ root: EvaluatedRoot
    ) -> String? {
        if resource.keys.summary().tokens.contains(token) { return resource.address }
        guard let named = root.keys[token] else { return nil }
        let sources = fact.origins.summary().hops.compactMap { hop in
            hop.reason.firstRange(of: " of ").map { String(hop.reason[$0.upperBound...]) }
        }
        return named.first { name in sources.contains { name == $0 || name.hasPrefix($0 + ".") } }
    }

    /// A hold on a token that is the key of an instance too, with what else names the instance by it.
    private func renaming(
        _ place: String, _ address: String, _ root: EvaluatedRoot, _ decided: BlastRadius.Decided
    ) -> Hold {
        var detail = "\(place) is the key of \(address) too: with another value it is another resource"
        let name = TerraformAddressing.withoutNumbers(address)
        let other = decided.own.first {
            TerraformAddressing.withoutNumbers(root.resources[$0.resource].resource.address) != name
        }
        if let other {
            let reader = root.resources[other.resource]
            detail +=
                "; `\(reader.facts[other.fact].attribute)` of \(reader.resource.address) follows it and may name it by that key"
        }
        return Hold(.unsupported, detail)
    }

    private func hop(_ hop: Provenance.Hop) -> Model.Hop? {
        guard let file = try? store.source(hop.span.path) else { return nil }
        return Model.Hop(file, at: Int(hop.span.range.lower), hop.reason)
    }

    /// The token as people and editors see it: of a JSON file the whole scalar with its quotes.
    private func origin(_ token: SourceSpan) -> Origin? {
        guard let file = try? store.source(token.path), token.range.indices.upperBound <= file.bytes.count
        else { return nil }
        var range = token.range
        let quote = UInt8(ascii: "\"")
        if file.path.hasSuffix(".json"), range.lower > 0, file.bytes[Int(range.lower) - 1] == quote,
            range.indices.upperBound < file.bytes.count, file.bytes[Int(range.upper)] == quote
        {
            range = ByteRange(lower: range.lower - 1, upper: range.upper + 1)
        }
        return Origin(file, range)
    }

    // MARK: Nothing

    /// The value is null: a place where it would be set, when the null is a default that nobody overrides.
    private func null(_ token: SourceSpan?, _ fact: TerraformFact, _ resource: EvaluatedResource) throws
        -> TraceAnswer
    {
        let key = Fact.Key(
            root: context.id, environment: context.environment, release: nil, namespace: nil,
            resource: resource.resource.address, attribute: fact.attribute)
        let argument = try token.flatMap { try override(of: $0, resource.resource.trail) }
        let written = try argument == nil ? token.flatMap { try nulled($0) } : nil
        let place = try argument ?? written ?? vacant(fact)
        guard let insertion = place, !PathConventions.isInstalled(insertion.file) else {
            return held(
                Hold(
                    .unsupported,
                    "`\(fact.attribute)` is null, and there is no one place where it would be set"), fact)
        }
        let hops = fact.origins.summary().hops.compactMap(hop)
        var trace = Trace(target: target, status: .absent(insertion), hops: hops)
        if let vacancy = fact.origins.vacancy {
            (trace.alsoDecides, trace.elsewhere) = try BlastRadius(ecosystem: ecosystem, context: context)
                .filled(by: vacancy, but: key)
        } else if let token, written != nil {
            (trace.alsoDecides, trace.elsewhere) = try BlastRadius(ecosystem: ecosystem, context: context)
                .filled(by: token, but: key)
        }
        return TraceAnswer(trace: trace, key: key)
    }

    /// Where an optional attribute that an object leaves out would be written: in that object, where it is written only once.
    private func vacant(_ fact: TerraformFact) throws -> Insertion? {
        guard let vacancy = fact.origins.vacancy, let (source, place) = try written(vacancy.object),
            place.expression.kind == .object
        else { return nil }
        // The default of a module's variable counts for every call that says nothing; one call would have to say all of it.
        if place.block == "variable", RepositoryPath.directory(of: source.path) != context.root { return nil }
        return Insertion(
            file: source.path, keyPath: place.keyPath(of: vacancy.key),
            line: source.lines.position(of: place.end).line)
    }

    /// A `null` that somebody wrote for one attribute or member: a value would stand in its place.
    private func nulled(_ token: SourceSpan) throws -> Insertion? {
        guard let (source, place) = try written(token), place.expression.kind == .null,
            place.block != "variable", place.isNamed
        else { return nil }
        return Insertion(
            file: source.path, keyPath: place.keyPath,
            line: source.lines.position(of: Int(token.range.lower)).line)
    }

    /// What is written at a place in a file that people edit.
    private func written(_ span: SourceSpan) throws -> (SourceFile, WrittenPlace)? {
        guard let source = try store.source(span.path), let file = try store.hcl(source.path),
            FileMarks.generatedHeader(source.bytes) == nil,
            !FileMarks.contains(source.bytes, "ENC[AES256_GCM"),
            let place = WrittenPlace(span.range, in: file)
        else { return nil }
        return (source, place)
    }

    /// Where a variable whose default is the token would get a value: in the call of its module, or in a variable file.
    private func override(of token: SourceSpan, _ trail: ModuleTrail) throws -> Insertion? {
        var level: ModuleTrail? = trail
        while let module = level {
            level = module.parent
            let declarations = try ecosystem.library.module(module.directory).variables
            let match = declarations.first { _, block in
                guard let fallback = block.attribute("default") else { return false }
                return fallback.file.path == token.path && fallback.expression.range == token.range
            }
            guard let (name, block) = match else { continue }
            guard let call = module.call else { return try rootInsertion(name, block) }
            guard try call.attribute(name) == nil && made(call) == nil else { return nil }
            let caller = call.labels.first ?? ""
            return Insertion(
                file: call.file.path, keyPath: "module.\(caller).\(name)", line: line(behind: call))
        }
        return nil
    }

    private func rootInsertion(_ name: String, _ block: TerraformBlock) throws -> Insertion? {
        guard context.inputs == nil else { return nil }
        let index = ecosystem.library.index
        let files = VariableValues.automatic(context.root, index) + context.variableFiles
        guard let path = files.compactMap(index.realFile).last, let file = try store.source(path) else {
            let line =
                block.attribute("default").map {
                    block.file.lines.position(of: Int($0.expression.range.lower)).line
                } ?? line(behind: block)
            return Insertion(file: block.file.path, keyPath: "variable.\(name).default", line: line)
        }
        return Insertion(
            file: path, keyPath: name, line: max(1, file.lines.position(of: file.bytes.count).line))
    }

    private func line(behind block: TerraformBlock) -> Int {
        let end = block.attributes.last.map { Int($0.span.range.upper) } ?? Int(block.range.lower)
        return block.file.lines.position(of: end).line
    }

    /// A hold on a block of a file that is made: nothing can be added to it.
    private func made(_ block: TerraformBlock) throws -> Hold? {
        guard context.inputs?.made.contains(where: { $0.path == block.file.path }) == true else { return nil }
        return Hold(.generated, "\(block.location) is written by Terragrunt, and nothing sets it there")
    }

    /// A hold on a number that nobody sets because an autoscaler does.
    private func scaler(of resource: TerraformResource, _ attribute: String) throws -> Hold? {
        guard
            ["target_size", "desired_count", "desired_capacity", "desired_size", "instances"].contains(
                attribute)
        else { return nil }
        let resources = try ecosystem.library.module(resource.trail.directory).resources
        let scaler = resources.sorted { $0.key < $1.key }.first { name, block in
            name.contains("autoscal")
                && block.attributes.contains { $0.expression.text.contains(resource.name) }
        }
        return scaler.map {
            Hold(.autoscaled, "\($0.key) (\($0.value.location)) sets `\(attribute)` of \(resource.address)")
        }
    }

    private func absent(_ attribute: String, _ resource: TerraformResource, _ facts: [TerraformFact]) throws
        -> TraceAnswer
    {
        var block = resource.block
        var rest = attribute[...]
        while let bracket = rest.firstIndex(of: "["), let close = rest.firstIndex(of: "]"), bracket < close {
            let type = String(rest[..<bracket])
            guard let number = Int(rest[rest.index(after: bracket)..<close]) else { break }
            let blocks = block.blocks(type)
            guard blocks.indices.contains(number), rest[close...].hasPrefix("]."),
                block.blocks.allSatisfy({ $0.type != "dynamic" || $0.kind != type })
            else {
                return held(
                    Hold(.unsupported, "\(block.location) has no block `\(type)[\(number)]`"))
            }
            block = blocks[number]
            rest = rest[rest.index(close, offsetBy: 2)...]
        }
        guard !PathConventions.isInstalled(block.file.path) else {
            return held(
                Hold(
                    .outsidePaths,
                    "nothing sets `\(attribute)`, and \(block.location) is a downloaded module's"))
        }
        if let hold = try made(block) { return held(hold) }
        guard !rest.isEmpty, rest.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
            return held(
                Hold(
                    .unsupported,
                    "nothing in \(block.location) sets `\(attribute)`, and it is no plain attribute"))
        }
        let isRepeated = block.attribute("count") != nil || block.attribute("for_each") != nil
        let isMeta = ["count", "for_each"].contains(rest) && isRepeated
        guard !isMeta, block.attribute(String(rest)) == nil,
            !block.blocks.contains(where: { $0.kind == rest })
        else {
            return held(
                Hold(
                    .unsupported,
                    "`\(attribute)` of \(block.location) is set, and is no single value"))
        }
        if let scaler = try scaler(of: resource, attribute) { return held(scaler) }
        if let ignored = ignored(attribute, resource), ignored.reason == .autoscaled { return held(ignored) }
        let insertion = Insertion(
            file: block.file.path, keyPath: "\(resource.keyPath).\(attribute)", line: line(behind: block))
        let hop = Model.Hop(block.file, at: Int(block.range.lower), "has no `\(attribute)`")
        let key = Fact.Key(
            root: context.id, environment: context.environment, release: nil, namespace: nil,
            resource: resource.address, attribute: attribute)
        var trace = Trace(target: target, status: .absent(insertion), hops: [hop])
        (trace.alsoDecides, trace.elsewhere) = try BlastRadius(ecosystem: ecosystem, context: context)
            .filled(attribute, of: resource.block, but: key)
        return TraceAnswer(trace: trace, key: key)
    }
}
