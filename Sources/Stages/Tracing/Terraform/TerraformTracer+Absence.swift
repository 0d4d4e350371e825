internal import Diagnostics
internal import HCL
internal import Model
internal import Provenance

/// Answers for an attribute that nothing sets, or that is `null`.
extension TerraformTracer {
    /// The value is null: a place where it would be set, when the null is a default that nobody overrides.
    func null(_ token: SourceSpan?, _ fact: TerraformFact, _ resource: EvaluatedResource) throws
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
    func vacant(_ fact: TerraformFact) throws -> Insertion? {
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
    func nulled(_ token: SourceSpan) throws -> Insertion? {
        guard let (source, place) = try written(token), place.expression.kind == .null,
            place.block != "variable", place.isNamed
        else { return nil }
        return Insertion(
            file: source.path, keyPath: place.keyPath,
            line: source.lines.position(of: Int(token.range.lower)).line)
    }

    /// What is written at a place in a file that people edit.
    func written(_ span: SourceSpan) throws -> (SourceFile, WrittenPlace)? {
        guard let source = try store.source(span.path), let file = try store.hcl(source.path),
            FileMarks.generatedHeader(source.bytes) == nil,
            !FileMarks.contains(source.bytes, "ENC[AES256_GCM"),
            let place = WrittenPlace(span.range, in: file)
        else { return nil }
        return (source, place)
    }

    /// Where a variable whose default is the token would get a value: in the call of its module, or in a variable file.
    func override(of token: SourceSpan, _ trail: ModuleTrail) throws -> Insertion? {
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

    func rootInsertion(_ name: String, _ block: TerraformBlock) throws -> Insertion? {
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

    func line(behind block: TerraformBlock) -> Int {
        let end = block.attributes.last.map { Int($0.span.range.upper) } ?? Int(block.range.lower)
        return block.file.lines.position(of: end).line
    }

    /// A hold on a block of a file that is made: nothing can be added to it.
    func made(_ block: TerraformBlock) throws -> Hold? {
        guard context.inputs?.made.contains(where: { $0.path == block.file.path }) == true else { return nil }
        return Hold(.generated, "\(block.location) is written by Terragrunt, and nothing sets it there")
    }

    /// A hold on a number that nobody sets because an autoscaler does.
    func scaler(of resource: TerraformResource, _ attribute: String) throws -> Hold? {
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

    func absent(_ attribute: String, _ resource: TerraformResource, _ facts: [TerraformFact]) throws
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
