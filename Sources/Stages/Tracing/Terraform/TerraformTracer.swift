internal import Diagnostics
internal import HCL
internal import Model
internal import Provenance

/// Traces one attribute in one root as it is evaluated for one environment.
struct TerraformTracer {
    let ecosystem: TerraformEcosystem
    let context: TerraformContext
    let target: Target

    var store: SourceStore { ecosystem.library.index.store }

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
    enum Decision: Hashable {
        case token(SourceSpan)
        case null(SourceSpan?, Vacancy?)
        case held(HoldReason)
        case derived, given, missing
    }

    func decision(_ attribute: String, of resource: EvaluatedResource) -> Decision {
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
    func differing(_ attribute: String, _ address: String, _ resources: [EvaluatedResource]) -> Hold {
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

    func answer(
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

    func held(_ hold: Hold) -> TraceAnswer {
        TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
    }

    /// A hold on a value of which some things are known.
    func held(_ hold: Hold, _ fact: TerraformFact) -> TraceAnswer {
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

    func find(_ attribute: String, _ facts: [TerraformFact]) -> TerraformFact? {
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
    func mayBe(_ attribute: String, _ known: String) -> Bool {
        let bare = TerraformAddressing.withoutNumbers(attribute)
        let pattern = TerraformAddressing.withoutNumbers(known)
        return bare == pattern || bare.hasPrefix(pattern + ".")
    }

    func ignored(_ attribute: String, _ resource: TerraformResource) -> Hold? {
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
}
