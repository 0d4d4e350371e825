internal import YAML

/// Says what an attribute of an object is called in traces, inventories and blast radii.
protocol ObjectNaming: Sendable {
    /// The row of the field at `steps` of the object.
    func key(_ steps: [FieldStep]) -> Fact.Key
}

/// Fields of a plain object: those of containers by container, the rest by their path.
struct PlainNaming: ObjectNaming {
    let root: String
    let object: ManifestObject
    private let podSpec: [FieldStep]?
    private let containers: [[FieldStep]: String]

    init(root: String, object: ManifestObject) {
        self.root = root
        self.object = object
        podSpec = Workload.podSpecPath(object.kind)?.map { .key($0) }
        var containers: [[FieldStep]: String] = [:]
        if let podSpec, let spec = Workload.podSpec(of: object) {
            for list in Workload.containerLists {
                for (index, item) in (spec[list]?.items ?? []).enumerated() {
                    if let name = item.resolved["name"]?.scalar?.text {
                        containers[podSpec + [.key(list), .index(index)]] = name
                    }
                }
            }
        }
        self.containers = containers
    }

    func key(_ steps: [FieldStep]) -> Fact.Key {
        var resource = "\(object.kind)/\(object.name)"
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
            root: root, environment: nil, release: nil, namespace: object.namespace, resource: resource,
            attribute: isReplicas ? "replicas" : attribute.text)
    }
}
