internal import Diagnostics

/// What Terraform knows of production: `terraform show -json` of a state or a plan, or a raw state of version 4.
///
/// Resources are indexed in one pass; of their values only identifiers are kept, the rest is read again when it is asked for.
/// Nothing of a value is ever printed: states hold secrets.
public struct ProductionState: Sendable {
    /// A resource instance.
    struct Resource: Sendable {
        /// As Terraform prints it: `module.web[0].aws_instance.app["a"]`.
        var address: String
        var type: String
        /// Names under which production knows it, the unmistakable ones first.
        var identifiers: Set<String> = []
        /// Names that other resources may share: tags, names, addresses.
        var names: Set<String> = []
        /// Where its values are.
        var values: Int
    }

    private let bytes: [UInt8]
    /// In the order of the file.
    private(set) var resources: [Resource] = []
    private(set) var configuration: PlanConfiguration?
    /// Values as they are planned, by address; only in a plan.
    private var planned: [String: Int] = [:]
    private static let limit = 2_000_000

    private static let strong: Set<String> = [
        "id", "arn", "identifier", "resource_id", "self_link", "instance_id", "cluster_identifier",
        "function_name", "replication_group_id", "cluster_id",
    ]
    private static let weak: Set<String> = [
        "name", "private_ip", "public_ip", "private_dns", "public_dns", "hostname", "fqdn", "endpoint",
        "address", "node_group_name", "bucket", "dns_name", "display_name",
    ]

    /// Reads JSON; `name` is what messages call it.
    ///
    /// - Throws: `Failure` with the code `badInput` for what is no state and no plan.
    public init(_ bytes: [UInt8], name: String) throws {
        self.bytes = bytes
        do throws(JSONScanner.Problem) {
            try read()
        } catch {
            throw Failure(.badInput, "reading \(name)", error.message, .needsHuman)
        }
    }

    // MARK: Reading

    private mutating func read() throws(JSONScanner.Problem) {
        var scanner = JSONScanner(bytes)
        var (isKnown, found): (Bool, [Resource]) = (false, [])
        var planned: [Resource] = []
        var configuration: PlanConfiguration?
        try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
            switch key {
            case "values":
                isKnown = true
                try Self.values(&scanner, &found)
            case "prior_state":
                isKnown = true
                try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
                    key == "values" ? try Self.values(&scanner, &found) : try scanner.skip()
                }
            case "planned_values":
                isKnown = true
                try Self.values(&scanner, &planned)
            case "resources":
                isKnown = true
                try scanner.array { (scanner) throws(JSONScanner.Problem) in try Self.raw(&scanner, &found) }
            case "configuration": configuration = PlanConfiguration(try scanner.node())
            case "terraform_version", "format_version", "lineage":
                isKnown = true
                try scanner.skip()
            default: try scanner.skip()
            }
        }
        try scanner.end()
        guard isKnown else {
            throw JSONScanner.Problem(
                message: "this is neither `terraform show -json` nor a state of version 4")
        }
        self.configuration = configuration
        resources = found
        let known = Set(found.map(\.address))
        for resource in planned {
            self.planned[resource.address] = resource.values
            if !known.contains(resource.address) { resources.append(resource) }
        }
    }

    private static func values(_ scanner: inout JSONScanner, _ found: inout [Resource])
        throws(JSONScanner.Problem)
    {
        try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
            key == "root_module" ? try module(&scanner, &found) : try scanner.skip()
        }
    }

    private static func module(_ scanner: inout JSONScanner, _ found: inout [Resource])
        throws(JSONScanner.Problem)
    {
        try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
            switch key {
            case "resources":
                try scanner.array { (scanner) throws(JSONScanner.Problem) in
                    try resource(&scanner, &found)
                }
            case "child_modules":
                try scanner.array { (scanner) throws(JSONScanner.Problem) in try module(&scanner, &found) }
            default: try scanner.skip()
            }
        }
    }

    private static func resource(_ scanner: inout JSONScanner, _ found: inout [Resource])
        throws(JSONScanner.Problem)
    {
        var resource = Resource(address: "", type: "", values: -1)
        var isManaged = true
        try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
            switch key {
            case "address": resource.address = try scanner.text() ?? ""
            case "type": resource.type = try scanner.text() ?? ""
            case "mode": isManaged = try scanner.text() == "managed"
            case "values": try identifiers(&scanner, &resource)
            default: try scanner.skip()
            }
        }
        if isManaged { try add(resource, &found) }
    }

    private static func add(_ resource: Resource, _ found: inout [Resource]) throws(JSONScanner.Problem) {
        guard found.count < limit else { throw JSONScanner.Problem(message: "more than \(limit) resources") }
        if !resource.address.isEmpty, resource.values >= 0 { found.append(resource) }
    }

    /// One entry of a raw state: a resource with its instances.
    private static func raw(_ scanner: inout JSONScanner, _ found: inout [Resource])
        throws(JSONScanner.Problem)
    {
        var (module, type, name, isManaged) = ("", "", "", true)
        var instances: [Resource] = []
        try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
            switch key {
            case "module": module = try scanner.text() ?? ""
            case "type": type = try scanner.text() ?? ""
            case "name": name = try scanner.text() ?? ""
            case "mode": isManaged = try scanner.text() == "managed"
            case "instances":
                try scanner.array { (scanner) throws(JSONScanner.Problem) in
                    try instance(&scanner, &instances)
                }
            default: try scanner.skip()
            }
        }
        guard isManaged else { return }
        for var instance in instances {
            instance.address = "\(module.isEmpty ? "" : module + ".")\(type).\(name)\(instance.address)"
            instance.type = type
            try add(instance, &found)
        }
    }

    /// An instance of a raw state; its address is the key for now.
    private static func instance(_ scanner: inout JSONScanner, _ instances: inout [Resource])
        throws(JSONScanner.Problem)
    {
        var resource = Resource(address: "", type: "", values: -1)
        var isDeposed = false
        try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
            switch key {
            case "index_key":
                let node = try scanner.node()
                if case .string(let text) = node {
                    resource.address = "[\"\(escaped(text))\"]"
                } else if let number = node.text {
                    resource.address = "[\(number)]"
                }
            case "deposed":
                isDeposed = true
                try scanner.skip()
            case "attributes": try identifiers(&scanner, &resource)
            default: try scanner.skip()
            }
        }
        if !isDeposed { instances.append(resource) }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }

    private static func identifiers(_ scanner: inout JSONScanner, _ resource: inout Resource)
        throws(JSONScanner.Problem)
    {
        _ = try scanner.peek()
        resource.values = scanner.position
        try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
            if strong.contains(key) {
                if let text = try scanner.text(), !text.isEmpty { resource.identifiers.insert(text) }
            } else if weak.contains(key) {
                if let text = try scanner.text(), !text.isEmpty { resource.names.insert(text) }
            } else if key == "tags" || key == "tags_all" || key == "labels" {
                try scanner.object { (key, scanner) throws(JSONScanner.Problem) in
                    guard key == "Name" || key == "name" else { return try scanner.skip() }
                    if let text = try scanner.text(), !text.isEmpty { resource.names.insert(text) }
                }
            } else {
                try scanner.skip()
            }
        }
    }

    // MARK: Asking

    /// The values of a resource, as they are planned where that is known.
    func values(of address: String) -> JSONNode? {
        guard let start = planned[address] ?? resources.first(where: { $0.address == address })?.values else {
            return nil
        }
        var scanner = JSONScanner(bytes, at: start)
        return try? scanner.node()
    }

    /// Unmistakable names of resources that have one of the attributes, with their addresses; several for one name are left out.
    func identifiers(attributes: Set<String>) -> [String: String] {
        var found: [String: String] = [:]
        var several: Set<String> = []
        for resource in resources where !resource.identifiers.isEmpty {
            var scanner = JSONScanner(bytes, at: resource.values)
            guard case .object(let members)? = try? scanner.node(),
                members.contains(where: { attributes.contains($0.key) && $0.value.text != nil })
            else { continue }
            for name in resource.identifiers {
                if let other = found[name], other != resource.address { several.insert(name) }
                found[name] = resource.address
            }
        }
        return found.filter { !several.contains($0.key) }
    }

    /// True for an address that the state knows.
    func has(_ address: String) -> Bool { resources.contains { $0.address == address } }
}

/// What a name of production stands for.
public enum IdentifiedResource: Hashable, Sendable {
    /// One resource.
    case address(String)
    /// Several; a person must say which.
    case several([String])
    /// None.
    case unknown
}

extension [ProductionState] {
    /// The resource that production knows as `identifier` and that has the attribute.
    ///
    /// An id, an ARN or a database's identifier is unmistakable and goes before names and tags, which resources share.
    public func find(_ identifier: String, attribute: String) -> IdentifiedResource {
        if contains(where: { $0.has(identifier) }) { return .address(identifier) }
        let port = identifier.lastIndex(of: ":").map { String(identifier[..<$0]) }
        for name in [identifier, port].compactMap({ $0 }) {
            for isStrong in [true, false] {
                let found = matches(name, isStrong, attribute)
                if found.count == 1 { return .address(found[0]) }
                if found.count > 1 { return .several(found) }
            }
        }
        return .unknown
    }

    private func matches(_ name: String, _ isStrong: Bool, _ attribute: String) -> [String] {
        guard let first = AttributeStep.path(attribute).first else { return [] }
        let all = flatMap { state in
            state.resources.filter { (isStrong ? $0.identifiers : $0.names).contains(name) }.map {
                (state: state, address: $0.address)
            }
        }
        // Others of that name have no such attribute, such as the volume that an instance's tags are copied to.
        let fitting = all.filter { $0.state.values(of: $0.address)?.value(at: [first]) != nil }
        return Set((fitting.isEmpty ? all : fitting).map(\.address)).sorted()
    }
}
