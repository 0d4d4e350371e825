internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// Everything that a kustomization renders, attribute by attribute.
struct KustomizeFacts: Sendable {
    /// One scalar of one object.
    struct Leaf: Sendable {
        var key: Fact.Key
        var text: String
        var origins: Origins
        var fingerprint: UInt64
        /// Its path in the object.
        var steps: [FieldStep]
        /// Index of the object.
        var object: Int
    }

    let all: [Leaf]
    private let byToken: [SourceSpan: [Int]]
    private let computed: [Int]
    /// What the computed ones follow, once somebody asks; nil where that has to be searched for.
    private let computedBy = Lazily<OriginsTable?>()
    /// True when an object has more fields than are looked at.
    let isCut: Bool

    init(_ deployment: KustomizeDeployment) {
        var walk = Walk(limit: deployment.limits.attributesPerObject)
        let feeding = deployment.valueSources
        for (number, resource) in (deployment.output?.resources ?? []).enumerated() {
            // What feeds a release is seen in the release.
            if feeding.contains("\(resource.kind.kind)/\(resource.name)")
                || deployment.followedObjects.contains(number)
            {
                continue
            }
            walk.naming = deployment.naming(of: number)
            walk.object = number
            walk.count = 0
            walk.visit(deployment.node(of: number), [], depth: 0)
        }
        all = walk.leaves
        isCut = walk.isCut
        var byToken: [SourceSpan: [Int]] = [:]
        var computed: [Int] = []
        for (index, leaf) in all.enumerated() {
            if let token = leaf.origins.identity {
                byToken[token, default: []].append(index)
            } else if !leaf.origins.isEmpty {
                computed.append(index)
            }
        }
        self.byToken = byToken
        self.computed = computed
    }

    /// The attributes that are the token's value, and those that are computed from it.
    func following(_ token: SourceSpan) -> (decided: [Leaf], affected: [Leaf]) {
        let decided = (byToken[token] ?? []).map { all[$0] }
        guard !computed.isEmpty else { return (decided, []) }
        let table = computedBy.get { OriginsTable(computed.lazy.map { ($0, all[$0].origins) }) }
        if let table { return (decided, table.values(following: token).map { all[$0] }) }
        let search = OriginsSearch([token])
        return (decided, computed.filter { !search.search(all[$0].origins).isEmpty }.map { all[$0] })
    }

    /// The facts of a blast radius.
    var facts: [Fact] {
        all.map { leaf in
            Fact(
                key: leaf.key, value: leaf.text, token: leaf.origins.identity.map { Fact.Token($0) },
                fingerprint: leaf.fingerprint)
        }
    }

    private struct Walk {
        let limit: Int
        var naming: (any NodeNaming)?
        var object = 0
        var count = 0
        var leaves: [Leaf] = []
        var isCut = false

        mutating func visit(_ node: Node, _ steps: [FieldStep], depth: Int) {
            guard depth < 200, count < limit else {
                isCut = true
                return
            }
            switch node.content {
            case .scalar(let scalar):
                count += 1
                var print = Fingerprint()
                print.add(scalar.text)
                print.add("\(scalar.value.family)")
                guard let key = naming?.row(steps) else { return }
                leaves.append(
                    Leaf(
                        key: key, text: scalar.text, origins: node.origins, fingerprint: print.value,
                        steps: steps, object: object))
            case .mapping(let entries):
                for entry in entries { visit(entry.value, steps + [.key(entry.key)], depth: depth + 1) }
            case .sequence(let items):
                for (index, item) in items.enumerated() {
                    visit(item, steps + [.index(index)], depth: depth + 1)
                }
            }
        }
    }
}

/// Says what a field of a rendered object is called.
protocol NodeNaming: Sendable {
    /// The row of a field.
    func key(_ steps: [FieldStep]) -> Fact.Key
}

extension NodeNaming {
    /// The row of a field; nil for one that has none of its own among the facts.
    func row(_ steps: [FieldStep]) -> Fact.Key? {
        (self as? ReleaseNaming).map { $0.isSeenElsewhere(steps) } == true ? nil : key(steps)
    }
}

/// Those of containers by container, the rest by their path.
struct KustomizeNaming: NodeNaming {
    private let root: String
    private let environment: String?
    private let release: String?
    private let label: String
    private let namespace: String?
    private let podSpec: [FieldStep]?
    private let containers: [[FieldStep]: String]

    init(root: String, environment: String? = nil, release: String? = nil, resource: Resource) {
        self.root = root
        self.environment = environment
        self.release = release
        label = "\(resource.kind.kind)/\(resource.name)"
        namespace = resource.settledNamespace
        let path = Workload.podSpecPath(resource.kind.kind)
        podSpec = path?.map { .key($0) }
        var containers: [[FieldStep]: String] = [:]
        if let path, let podSpec, let spec = resource.node.at(path) {
            for list in Workload.containerLists {
                for (index, item) in (spec[list]?.items ?? []).enumerated() {
                    if let name = item["name"]?.text {
                        containers[podSpec + [.key(list), .index(index)]] = name
                    }
                }
            }
        }
        self.containers = containers
    }

    func key(_ steps: [FieldStep]) -> Fact.Key {
        var resource = label
        var attribute = steps
        if let podSpec, steps.count > podSpec.count + 2 {
            let container = Array(steps.prefix(podSpec.count + 2))
            if let name = containers[container] {
                resource += "/\(name)"
                attribute = Array(steps.dropFirst(container.count))
            }
        }
        let isReplicas = podSpec != nil && attribute == [.key("spec"), .key("replicas")]
        return Fact.Key(
            root: root, environment: environment, release: release, namespace: namespace, resource: resource,
            attribute: isReplicas ? "replicas" : attribute.text)
    }
}

extension Resource {
    /// Its namespace; nil where something fills that in of which the value is not known.
    var settledNamespace: String? { namespace.flatMap { FileMarks.isPlaceholder($0) ? nil : $0 } }
}
