internal import Diagnostics
internal import Model
internal import Provenance

/// What tokens decide: all attributes of a root and of the other roots that read their files.
struct BlastRadius {
    let ecosystem: TerraformEcosystem
    let context: TerraformContext

    /// What follows one token.
    struct Decided {
        /// Facts of the same root: resource, fact, how.
        var own: [(resource: Int, fact: Int, found: OriginsSearch.Found)] = []
        var elsewhere: [DecidedAttribute] = []
        /// How many other roots were evaluated, and attributes in them.
        var roots = 0
        var attributes = 0
        /// Why a root that reads the file could not be evaluated.
        var hold: Hold?
    }

    /// Each token with what follows it; every root is walked once, however many tokens there are.
    func decided(by tokens: Set<SourceSpan>, in root: EvaluatedRoot) throws -> [SourceSpan: Decided] {
        var result: [SourceSpan: Decided] = [:]
        let search = OriginsSearch(tokens)
        for (position, resource) in root.resources.enumerated() {
            for (number, fact) in resource.facts.enumerated() {
                for (token, found) in search.tokens(of: fact.origins) {
                    result[token, default: Decided()].own.append((position, number, found))
                }
            }
        }
        for (file, tokens) in Dictionary(grouping: tokens, by: \.path) {
            let hold = try ecosystem.terragrunt.blindSpot(RepositoryPath.directory(of: file))
            let others = try ecosystem.contexts(reading: [file]).filter { !isSame($0) }
            for token in tokens {
                result[token, default: Decided()].hold = hold
                result[token]?.roots = others.count
            }
            for other in others {
                let root = try ecosystem.evaluate(other)
                let search = OriginsSearch(tokens)
                for resource in root.resources {
                    for fact in resource.facts {
                        for token in search.tokens(of: fact.origins).keys {
                            result[token]?.elsewhere.append(
                                root.key(resource, fact).decidedElsewhere(fact.shown))
                        }
                    }
                }
                for token in tokens {
                    result[token]?.attributes += root.count
                    if let hold = root.hold, result[token]?.hold == nil { result[token]?.hold = hold }
                }
            }
        }
        return result
    }

    /// What else a value in the place of an attribute that an object leaves out would set: in this root, and in others.
    func filled(by vacancy: Vacancy, but key: Fact.Key) throws -> (
        own: [DecidedAttribute], elsewhere: [DecidedAttribute]
    ) {
        try filled(vacancy.object.path, key) { $0.vacancy == vacancy }
    }

    /// The same for a value in the place of a `null`.
    func filled(by token: SourceSpan, but key: Fact.Key) throws -> (
        own: [DecidedAttribute], elsewhere: [DecidedAttribute]
    ) {
        try filled(token.path, key) { $0.identity == token }
    }

    /// The same for an attribute that a block does not have: every other instance of the block.
    func filled(_ attribute: String, of block: TerraformBlock, but key: Fact.Key) throws -> (
        own: [DecidedAttribute], elsewhere: [DecidedAttribute]
    ) {
        func keys(_ root: EvaluatedRoot) -> [Fact.Key] {
            root.resources.filter {
                $0.resource.block.file.path == block.file.path && $0.resource.block.range == block.range
                    // `count` has a row of its own.
                    && !($0.facts.count == 1 && $0.facts[0].attribute == "count")
            }.map { resource in
                Fact.Key(
                    root: root.context.id, environment: root.context.environment, release: nil,
                    namespace: nil, resource: resource.resource.address, attribute: attribute)
            }
        }
        let own = try keys(ecosystem.evaluate(context)).filter { $0 != key }.map {
            $0.decided("null", in: key)
        }
        let others = try ecosystem.contexts(reading: [block.file.path]).filter { !isSame($0) }
        return (
            own, try others.flatMap { try keys(ecosystem.evaluate($0)) }.map { $0.decidedElsewhere("null") }
        )
    }

    private func filled(_ file: String, _ key: Fact.Key, where follows: (Origins) -> Bool) throws -> (
        own: [DecidedAttribute], elsewhere: [DecidedAttribute]
    ) {
        func keys(_ root: EvaluatedRoot) -> [Fact.Key] {
            root.resources.flatMap { resource in
                resource.facts.filter { follows($0.origins) }.map { root.key(resource, $0) }
            }
        }
        let own = try keys(ecosystem.evaluate(context)).filter { $0 != key }.map {
            $0.decided("null", in: key)
        }
        let others = try ecosystem.contexts(reading: [file]).filter { !isSame($0) }
        return (
            own, try others.flatMap { try keys(ecosystem.evaluate($0)) }.map { $0.decidedElsewhere("null") }
        )
    }

    /// The same root evaluated for the same environment, whatever else was given.
    private func isSame(_ other: TerraformContext) -> Bool {
        guard context.id == other.id else { return false }
        // One without a name is the root as it is when nothing is said of environments.
        if other == context || other.environment == context.environment || other.environment == nil {
            return true
        }
        return !other.variableFiles.isEmpty && other.variableFiles == context.variableFiles
            && (context.workspace == nil || other.workspace == context.workspace)
            && (context.declared.isEmpty || other.declared == context.declared)
    }
}

extension TerraformFact {
    /// The value as it may be printed.
    var shown: String {
        if isSensitive { return "(sensitive)" }
        return value ?? "(not known)"
    }
}
