internal import Diagnostics
internal import HCL
internal import Model
internal import Provenance

/// Answers for a value that a token decides.
extension TerraformTracer {
    func literal(
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
    func installed(_ file: SourceFile, _ token: SourceSpan, _ resource: TerraformResource) throws
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
    func renamed(
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
    func renaming(
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

    func hop(_ hop: Provenance.Hop) -> Model.Hop? {
        guard let file = try? store.source(hop.span.path) else { return nil }
        return Model.Hop(file, at: Int(hop.span.range.lower), hop.reason)
    }

    /// The token as people and editors see it: of a JSON file the whole scalar with its quotes.
    func origin(_ token: SourceSpan) -> Origin? {
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
}
