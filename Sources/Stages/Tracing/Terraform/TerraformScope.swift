internal import Diagnostics
internal import HCL
internal import Model

/// The instances of a block with `count` or `for_each`.
enum InstanceKeys {
    /// Neither: the address has no key.
    case single
    /// All keys as Terraform prints them: `[0]`, `["a"]`.
    case keys([String])
    /// Not evaluated; why.
    case unknown(Hold)

    /// Suffixes of addresses; `[*]` stands for keys that are not known.
    var suffixes: [String] {
        switch self {
        case .single: [""]
        case .keys(let keys): keys
        case .unknown: ["[*]"]
        }
    }
}

/// A module as it is called from one place; instances of one call differ in nothing that is evaluated.
final class TerraformScope {
    let module: TerraformModule
    let parent: TerraformScope?
    let call: TerraformBlock?
    /// Addresses before the resource's own: `` or `module.web.`, one per instance.
    let prefixes: [String]
    let depth: Int
    /// Why instances of a call around it are not known.
    let instances: Hold?
    /// Values of a root's variables; nil inside called modules.
    let values: VariableValues?
    var variables: [String: Evaluated] = [:]
    var locals: [String: Evaluated] = [:]
    var children: [String: TerraformScope] = [:]
    /// What is being evaluated, so that circles end.
    var pending: Set<String> = []

    init(root module: TerraformModule, values: VariableValues) {
        self.module = module
        self.values = values
        parent = nil
        call = nil
        prefixes = [""]
        depth = 0
        instances = nil
    }

    init(
        _ module: TerraformModule, calledBy parent: TerraformScope, _ call: TerraformBlock,
        _ prefixes: [String], _ instances: Hold?
    ) {
        self.module = module
        self.parent = parent
        self.call = call
        self.prefixes = prefixes
        self.instances = instances
        values = nil
        depth = parent.depth + 1
    }

    /// Why nothing in the module can be relied on: its own files, its call, or those of a module around it.
    var hold: Hold? { module.hold ?? parent.flatMap { $0.module.disputed[name] ?? $0.hold } }

    /// `module.web` of its own call; empty for the root.
    var name: String { call.map { "module.\($0.view.labels.first ?? "")" } ?? "" }
}
