internal import Kustomize
internal import Model

/// A Secret that the cluster makes of another object in Git, of which the keys are known and the values are not.
struct MadeSecret {
    /// Its name.
    let name: String
    /// The Secret as far as it is known: its keys.
    let node: Node

    /// Nil for anything that makes no Secret, and where its keys are not in Git.
    init?(_ resource: Resource) {
        let spec = resource.node["spec"]
        let keys: [Node.Entry]
        let given: String?
        switch (resource.kind.kind, resource.kind.group) {
        case ("ExternalSecret", "external-secrets.io"):
            guard let found = MadeSecret.external(spec) else { return nil }
            keys = found
            given = spec?.at("target", "name")?.text
        case ("SealedSecret", "bitnami.com"):
            keys =
                ["data", "stringData"].flatMap { spec?.at("template", $0)?.entries ?? [] }
                + (spec?["encryptedData"]?.entries ?? [])
            given = spec?.at("template", "metadata", "name")?.text
        default: return nil
        }
        let name = given ?? resource.name
        guard !name.isEmpty, !FileMarks.isPlaceholder(name),
            !keys.contains(where: { FileMarks.isPlaceholder($0.key) })
        else { return nil }
        self.name = name
        node = Node(.mapping([Node.Entry("stringData", Node(.mapping(keys)))]))
    }

    /// What External Secrets puts in: what the template says, alone where it does not say otherwise, else the named keys.
    private static func external(_ spec: Node?) -> [Node.Entry]? {
        let target = spec?["target"]
        guard ["", "Owner", "Orphan"].contains(target?["creationPolicy"]?.text ?? "") else { return nil }
        let template = target?["template"]
        guard template?["templateFrom"] == nil else { return nil }
        let made = template?["data"]?.entries ?? []
        let isAll = ["", "Replace"].contains(template?["mergePolicy"]?.text ?? "")
        if !made.isEmpty, isAll { return made }
        guard spec?["dataFrom"]?.items.isEmpty != false else { return nil }
        var keys = made
        for item in spec?["data"]?.items ?? [] {
            guard let key = item["secretKey"]?.text else { return nil }
            keys.append(Node.Entry(key, item))
        }
        return keys
    }
}
