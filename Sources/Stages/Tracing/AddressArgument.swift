public import Model
public import Settings

/// The ADDRESS argument of `trace`, as people and other programs write it.
public enum AddressArgument {
    /// Reads `Kind/name`, `Kind/name/container`, `Kind/name#container`, a Terraform address, or a cloud identifier that the
    /// settings know; `inputs` stands for those of a Terragrunt unit.
    ///
    /// Anything that is no Kubernetes address and no known identifier is taken as a Terraform address; whether it exists is
    /// for the trace to say. nil for text that can be neither.
    public static func parse(
        _ text: String, root: String?, environment: String?, namespace: String?, settings: RepositorySettings
    ) -> ResourceAddress? {
        for known in settings.terraformRoots {
            guard let value = known.identifiers[text] else { continue }
            let (own, address) = environmentAndAddress(value, known)
            return .terraform(
                TerraformAddress(root: known.path, environment: environment ?? own, address: address))
        }
        if let address = kubernetes(text, namespace: namespace) { return .kubernetes(address) }
        guard !text.isEmpty, !withoutKeys(text).contains("/"), text.contains(".") || text == "inputs",
            !text.contains(where: \.isNewline)
        else {
            return nil
        }
        return .terraform(TerraformAddress(root: root ?? "", environment: environment, address: text))
    }

    /// An address without the keys of its instances, which may be any text.
    private static func withoutKeys(_ text: String) -> String {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0.isMultiple(of: 2) }.map { String(parts[$0]) }.joined()
    }

    /// `prod:aws_instance.web` names the environment too, where the root has one of that name.
    private static func environmentAndAddress(_ value: String, _ root: TerraformRootSettings) -> (
        String?, String
    ) {
        guard let colon = value.firstIndex(of: ":") else { return (nil, value) }
        let environment = String(value[..<colon])
        guard root.environments.contains(where: { $0.name == environment }) else { return (nil, value) }
        return (environment, String(value[value.index(after: colon)...]))
    }

    private static func kubernetes(_ text: String, namespace: String?) -> KubernetesAddress? {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        let kind = text[..<slash]
        guard let first = kind.first, first.isASCII, first.isLetter,
            kind.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { return nil }
        let rest = text[text.index(after: slash)...]
        let parts = rest.split(
            maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == "/" || $0 == "#" })
        guard let name = parts.first, !name.isEmpty else { return nil }
        let container = parts.count > 1 ? String(parts[1]) : nil
        guard container?.isEmpty != true, container?.contains("/") != true else { return nil }
        return KubernetesAddress(
            namespace: namespace ?? "", kind: Workload.kind(String(kind)), name: String(name),
            container: container)
    }
}

extension TracingStage {
    /// Traces an attribute by the texts of a command line; nil when `address` is no address.
    public func trace(
        address: String, attribute: String, root: String? = nil, environment: String? = nil,
        workspace: String? = nil, namespace: String? = nil, variableFiles: [String] = []
    ) throws -> Trace? {
        guard
            let resource = AddressArgument.parse(
                address, root: root, environment: environment, namespace: namespace, settings: settings)
        else { return nil }
        return try trace(
            Target(resource, attribute), root: root, environment: environment, workspace: workspace,
            variableFiles: variableFiles)
    }
}
