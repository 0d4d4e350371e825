public import Model
public import Settings

/// Where to look, and how the names of production lead to the names of Git.
public struct DetectionScope: Hashable, Sendable {
    /// Extra label matchers of every query, such as `cluster="prod-eu"`; empty for none.
    public var matchers: String
    /// Value of the `cluster` label → name used in addresses.
    public var clusters: [String: String]
    /// Cloud identifier (`i-0abc…`, a database's name) → resource of a Terraform root.
    public var machines: [String: TerraformAddress]

    /// Makes a scope; the defaults look everywhere and know no machine.
    public init(
        matchers: String = "", clusters: [String: String] = [:], machines: [String: TerraformAddress] = [:]
    ) {
        self.matchers = matchers
        self.clusters = clusters
        self.machines = machines
    }

    /// Attributes that size a machine or a database.
    public static var machineAttributes: Set<String> { MachineConvention.stateAttributes }

    /// Takes clusters and machines from the repository's settings, and of `machines` those that the settings do not name.
    ///
    /// A machine of a root with several environments is written `prod:module.web.aws_instance.app`; without the
    /// prefix the root's only environment is meant.
    public init(
        _ settings: RepositorySettings, matchers: String = "",
        machines known: [String: TerraformAddress] = [:]
    ) {
        var machines = known
        for root in settings.terraformRoots {
            for (identifier, text) in root.identifiers {
                let named = root.environments.first { text.hasPrefix("\($0.name):") }
                let only = root.environments.count == 1 ? root.environments.first : nil
                machines[identifier] = TerraformAddress(
                    root: root.path, environment: (named ?? only)?.name,
                    address: named.map { String(text.dropFirst($0.name.count + 1)) } ?? text)
            }
        }
        self.init(matchers: matchers, clusters: settings.clusters, machines: machines)
    }
}
