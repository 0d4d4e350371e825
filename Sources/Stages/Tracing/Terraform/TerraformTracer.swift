internal import Diagnostics
internal import HCL
internal import Model

/// Traces one attribute in one root as it is evaluated for one environment.
struct TerraformTracer {
    let ecosystem: TerraformEcosystem
    let context: TerraformContext
    let target: Target

    /// The answer; nil when the root has no such resource.
    func answer(_ address: String) throws -> TraceAnswer? {
        let root = try ecosystem.evaluate(context)
        guard let position = root.resources.firstIndex(where: { matches($0, address) }) else {
            return missing(address, root)
        }
        let resource = root.resources[position]
        let directory = context.root
        if let hold = root.hold ?? resource.hold ?? resource.instances { return held(hold) }
        if let hold = try TerragruntUnits(index: ecosystem.library.index).hold(on: directory) {
            return held(hold)
        }
        let attribute = TerraformAddressing.normalized(target.attribute)
        let own = root.facts.filter { $0.resource == position && $0.fact.key.resource == address }
        guard let fact = find(attribute, own) else { return absent(attribute, address, resource, own) }
        if let ignored = ignored(fact.fact.key.attribute, resource) {
            return held(
                Hold(
                    .unsupported,
                    "`ignore_changes` of \(resource.block.location) covers `\(ignored)`: a change would have no effect"
                ))
        }
        switch fact.outcome {
        case .held(let hold):
            var answer = held(hold)
            answer.trace.hops = fact.hops
            return answer
        case .token(let file, let range): return try literal(fact, file, range, root)
        }
    }

    private func held(_ hold: Hold) -> TraceAnswer {
        TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
    }

    private func matches(_ resource: TerraformResource, _ address: String) -> Bool {
        resource.addresses.contains { TerraformAddressing.matches($0, address) }
    }

    /// `aws_instance.web` of `module.a["x"].aws_instance.web[0]`; the call's name for `module.a`.
    static func blockName(_ address: String) -> String {
        var plain = ""
        var depth = 0
        for character in address {
            if character == "[" { depth += 1 }
            if depth == 0 { plain.append(character) }
            if character == "]" { depth -= 1 }
        }
        var parts = plain.split(separator: ".").map(String.init)[...]
        var last = ""
        while parts.first == "module", parts.count >= 2 {
            last = parts[parts.startIndex + 1]
            parts = parts.dropFirst(2)
        }
        if parts.first == "data" { parts = parts.dropFirst() }
        return parts.isEmpty ? last : parts.joined(separator: ".")
    }

    private func missing(_ address: String, _ root: EvaluatedRoot) -> TraceAnswer? {
        if let hold = root.hold { return held(hold) }
        if let call = root.opaque.first(where: {
            address.hasPrefix($0.address + ".") || address.hasPrefix($0.address + "[")
        }) {
            return held(call.hold)
        }
        return nil
    }

    // MARK: The attribute

    private func find(_ attribute: String, _ facts: [TerraformFact]) -> TerraformFact? {
        if let exact = facts.first(where: { $0.fact.key.attribute == attribute }) { return exact }
        // `root_block_device.volume_size` where there is exactly one such block.
        let spelled = facts.filter {
            $0.fact.key.attribute.replacing("[0]", with: "") == attribute.replacing("[0]", with: "")
        }
        if spelled.count == 1, let only = spelled.first {
            let others = facts.contains {
                $0.fact.key.attribute != only.fact.key.attribute
                    && TerraformTracer.withoutNumbers($0.fact.key.attribute)
                        == TerraformTracer.withoutNumbers(attribute)
            }
            if !others { return only }
        }
        // A part of something that is not evaluated.
        return facts.filter {
            guard case .held = $0.outcome else { return false }
            let known = $0.fact.key.attribute
            return attribute.hasPrefix(known + ".") || attribute.hasPrefix(known + "[")
                || (known.contains("[*]")
                    && TerraformTracer.withoutNumbers(attribute).hasPrefix(
                        TerraformTracer.withoutNumbers(known)))
        }.first
    }

    /// `a.b` of `a[0].b` and of `a[*].b`.
    private static func withoutNumbers(_ attribute: String) -> String {
        var result = ""
        var isInside = false
        for character in attribute {
            if character == "[" { isInside = true }
            if !isInside { result.append(character) }
            if character == "]" { isInside = false }
        }
        return result
    }

    private func ignored(_ attribute: String, _ resource: TerraformResource) -> String? {
        resource.ignored.first {
            $0 == "all" || attribute == $0 || attribute.hasPrefix($0 + ".") || attribute.hasPrefix($0 + "[")
        }
    }

    // MARK: A token

    private func literal(_ fact: TerraformFact, _ file: SourceFile, _ range: ByteRange, _ root: EvaluatedRoot)
        throws
        -> TraceAnswer
    {
        let path = file.path
        if let header = FileMarks.generatedHeader(file.bytes) {
            return held(Hold(.generated, "\(path) is generated: `\(header)`"))
        }
        guard let token = fact.fact.token else {
            return held(Hold(.unsupported, "\(path) has no single token for it"))
        }
        var also: [DecidedAttribute] = []
        var affects: [DecidedAttribute] = []
        for other in root.facts where other.fact.affectedBy.contains(token) && other.fact.key != fact.fact.key
        {
            let row = other.fact.key.decided(TerraformTracer.value(other), in: fact.fact.key)
            if other.fact.token == token { also.append(row) } else { affects.append(row) }
        }
        let elsewhere = try ecosystem.elsewhere(token, besides: context)
        if let hold = elsewhere.hold {
            return held(
                Hold(
                    .limit,
                    "what the token at \(file.location(range)) decides elsewhere cannot be computed: \(hold.detail)"
                ))
        }
        var origin = Origin(file, range)
        if fact.isSensitive { origin.token = "(sensitive)" }
        var trace = Trace(
            target: target, status: also.isEmpty && affects.isEmpty ? .literal(origin) : .shared(origin),
            value: TerraformTracer.value(fact), hops: fact.hops, alsoDecides: also, alsoAffects: affects,
            elsewhere: elsewhere.rows)
        trace.evaluatedAttributes = root.facts.count + elsewhere.attributes
        trace.evaluatedRoots = elsewhere.roots
        return TraceAnswer(trace: trace, key: fact.fact.key)
    }

    static func value(_ fact: TerraformFact) -> String {
        if fact.isSensitive { return "(sensitive)" }
        return fact.fact.value ?? "(not evaluated)"
    }

    // MARK: Nothing

    private func absent(
        _ attribute: String, _ address: String, _ resource: TerraformResource, _ facts: [TerraformFact]
    ) -> TraceAnswer {
        let block = resource.block
        guard resource.isInRoot else {
            return held(
                Hold(
                    .unsupported,
                    "nothing in \(block.location) sets `\(attribute)`, and the block belongs to a module"))
        }
        var body = block.view.body
        var rest = attribute[...]
        while let bracket = rest.firstIndex(of: "["), let close = rest.firstIndex(of: "]"), bracket < close {
            let type = String(rest[..<bracket])
            guard let number = Int(rest[rest.index(after: bracket)..<close]) else { break }
            let blocks = body.blocks(type)
            guard blocks.indices.contains(number), rest[close...].hasPrefix("].") else {
                return held(Hold(.unsupported, "\(block.location) has no block `\(type)[\(number)]`"))
            }
            body = blocks[number].body
            rest = rest[rest.index(close, offsetBy: 2)...]
        }
        guard !rest.isEmpty, rest.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
            return held(
                Hold(
                    .unsupported,
                    "nothing in \(block.location) sets `\(attribute)`, and it is no plain attribute"))
        }
        let end = body.attributes.last.map { Int($0.range.upper) } ?? Int(block.view.range.lower)
        let insertion = Insertion(
            file: block.file.path, keyPath: "\(resource.keyPath).\(attribute)",
            line: block.file.lines.position(of: end).line)
        let hop = Hop(block.file, at: Int(block.view.range.lower), "has no `\(attribute)`")
        let key = Fact.Key(
            root: context.id, environment: context.environment, release: nil, namespace: nil,
            resource: address,
            attribute: attribute)
        return TraceAnswer(trace: Trace(target: target, status: .absent(insertion), hops: [hop]), key: key)
    }
}
