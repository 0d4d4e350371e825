internal import Diagnostics
internal import Model
internal import Provenance

/// Every attribute of a root that decides size or number, traced.
struct TerraformInventory {
    let ecosystem: TerraformEcosystem
    let context: TerraformContext

    func entries() throws -> [InventoryEntry] {
        let root = try ecosystem.evaluate(context)
        var sizing: [(EvaluatedResource, TerraformFact)] = []
        var tokens: Set<SourceSpan> = []
        for resource in root.resources where isListed(resource.resource) {
            let type = String(resource.resource.name.prefix { $0 != "." })
            let isArgument = resource.resource.name.hasPrefix("module.")
            for fact in resource.facts
            where isArgument
                ? TerraformSizing.isSizingArgument(fact.attribute)
                : TerraformSizing.isSizing(fact.attribute, of: type)
            {
                sizing.append((resource, fact))
                if case .token(let token) = fact.outcome { tokens.insert(token) }
            }
        }
        let decided = try BlastRadius(ecosystem: ecosystem, context: context).decided(by: tokens, in: root)
        return try sizing.map { resource, fact in
            let key = root.key(resource, fact)
            let address = TerraformAddress(
                root: key.root, environment: key.environment, address: key.resource)
            let tracer = TerraformTracer(
                ecosystem: ecosystem, context: context, target: Target(.terraform(address), key.attribute))
            let answer = try tracer.answer(fact, of: resource, hold: root.hold) { token in
                (root, decided[token] ?? BlastRadius.Decided())
            }
            return InventoryEntry(
                root: key.root, environment: key.environment, resource: key.resource,
                attribute: key.attribute, trace: answer.trace)
        }
    }

    private func isListed(_ resource: TerraformResource) -> Bool {
        !resource.name.hasPrefix("output.") && !resource.name.hasPrefix("data.")
            && !resource.name.hasPrefix("provider.") && !resource.address.contains("[*]")
    }
}
