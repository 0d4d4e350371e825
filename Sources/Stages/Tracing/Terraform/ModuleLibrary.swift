internal import Diagnostics
internal import HCL
internal import Model
internal import Synchronization

/// The Terraform directories of a repository: read once each, with who calls whom.
final class ModuleLibrary: Sendable {
    let index: RepositoryIndex
    /// Directories that have Terraform files, sorted.
    let directories: [String]
    private let modules = Mutex<[String: TerraformModule]>([:])
    private let callers = Lazily<[String: Set<String>]>()

    init(_ index: RepositoryIndex) {
        self.index = index
        directories = index.allDirectories.filter { directory in
            index.entries(in: directory).contains(where: ModuleLibrary.isTerraform)
        }
    }

    private static func isTerraform(_ name: String) -> Bool {
        name.hasSuffix(".tf") || name.hasSuffix(".tofu") || name.hasSuffix(".tf.json")
    }

    /// The module in a directory; one without files where there is none.
    func module(_ directory: String) throws -> TerraformModule {
        if let known = modules.withLock({ $0[directory] }) { return known }
        let files = index.entries(in: directory).filter(ModuleLibrary.isTerraform).compactMap {
            index.realFile(directory.isEmpty ? $0 : "\(directory)/\($0)")
        }
        let module = try TerraformModule(path: directory, files: files, store: index.store)
        modules.withLock { $0[directory] = module }
        return module
    }

    /// Directory → directories that call it as a module.
    func calledBy() throws -> [String: Set<String>] {
        try callers.get {
            var callers: [String: Set<String>] = [:]
            for directory in directories {
                let module = try module(directory)
                for call in module.calls.values {
                    if case .local(let target) = module.source(of: call), target != directory {
                        callers[target, default: []].insert(directory)
                    }
                }
            }
            return callers
        }
    }

    /// The directory and those it calls, directly or not.
    func closure(_ directory: String) throws -> Set<String> {
        var seen: Set<String> = [directory]
        var waiting = [directory]
        while let next = waiting.popLast() {
            let module = try module(next)
            for call in module.calls.values {
                if case .local(let target) = module.source(of: call), seen.insert(target).inserted {
                    waiting.append(target)
                }
            }
        }
        return seen
    }
}
