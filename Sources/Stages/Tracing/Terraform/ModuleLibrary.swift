internal import Diagnostics
internal import HCL
internal import Model
internal import Ports
internal import Synchronization

/// The Terraform directories of a repository: read once each, with who calls whom.
///
/// A library over a changed tree shares with the one before it every directory in which nothing changed.
final class ModuleLibrary: Sendable {
    let index: RepositoryIndex
    private let base: ModuleLibrary?
    /// Directories in which a file changed against `base`.
    private let changed: Set<String>
    private let listing = Lazily<Listing>()
    private let modules = Mutex<[String: TerraformModule]>([:])
    private let callers = Lazily<[String: Set<String>]>()
    private let closures = Mutex<[String: Set<String>]>([:])
    private let installed = Mutex<[String: [String: InstalledModule]]>([:])

    private struct Listing: Sendable {
        /// Directories that have Terraform files, sorted.
        var directories: [String] = []
        /// Real path of a file → directories that it is part of.
        var homes: [String: Set<String>] = [:]
    }

    init(_ index: RepositoryIndex) {
        self.index = index
        base = nil
        changed = []
    }

    /// A library over `index`, whose files differ from those of `base` in the contents of `files` alone.
    init(_ index: RepositoryIndex, replacing files: Set<String>, of base: ModuleLibrary) {
        self.index = index
        self.base = base
        changed = files.reduce(into: []) { $0.formUnion(base.directories(with: $1)) }
    }

    // MARK: Directories

    /// Names of Terraform files in a directory with their real paths; what OpenTofu reads instead of a `.tf` file replaces it.
    func files(in directory: String) -> [(name: String, path: String)] {
        let names = index.names(in: directory).filter(ModuleLibrary.isTerraform)
        let tofu = Set(names.filter { $0.hasSuffix(".tofu") || $0.hasSuffix(".tofu.json") })
        return names.compactMap { name in
            if name.hasSuffix(".tf"), tofu.contains(name.dropLast(3) + ".tofu") { return nil }
            if name.hasSuffix(".tf.json"), tofu.contains(name.dropLast(8) + ".tofu.json") { return nil }
            let path = directory.isEmpty ? name : "\(directory)/\(name)"
            return index.realFile(path).map { (name, $0) }
        }
    }

    static func isTerraform(_ name: String) -> Bool {
        guard !name.hasPrefix("."), !name.hasPrefix("#"), !name.hasSuffix("~") else { return false }
        return name.hasSuffix(".tf") || name.hasSuffix(".tofu") || name.hasSuffix(".tf.json")
            || name.hasSuffix(".tofu.json")
    }

    /// True for a path that nobody but Terraform and Terragrunt reads.
    static func isSource(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return isTerraform(name) || [".tfvars", ".tfvars.json", ".hcl"].contains(where: name.hasSuffix)
    }

    private func list() -> Listing {
        if let base { return base.list() }
        return listing.get {
            var listing = Listing()
            for directory in index.allDirectories {
                let files = files(in: directory)
                guard !files.isEmpty else { continue }
                if !PathConventions.isInstalled(directory) { listing.directories.append(directory) }
                for file in files { listing.homes[file.path, default: []].insert(directory) }
            }
            return listing
        }
    }

    /// Directories that have Terraform files, sorted.
    var directories: [String] { list().directories }

    /// The directories that a file is part of: its own, and those with links to it.
    func directories(with file: String) -> Set<String> { list().homes[file] ?? [] }

    /// The module in a directory; one without files where there is none.
    func module(_ directory: String) throws -> TerraformModule {
        if let base, !changed.contains(directory) { return try base.module(directory) }
        if let known = modules.withLock({ $0[directory] }) { return known }
        let module = try TerraformModule(path: directory, files: files(in: directory), store: index.store)
        modules.withLock { $0[directory] = module }
        return module
    }

    /// The module in a directory with files that are made beside its own.
    func module(_ directory: String, with made: [MadeFile]) throws -> TerraformModule {
        guard !made.isEmpty else { return try module(directory) }
        return try TerraformModule(
            path: directory, files: files(in: directory), made: made, store: index.store)
    }

    // MARK: Calls

    /// Where a call's module is.
    enum Source: Hashable {
        case local(String)
        case outside(String)
        case remote(String)
        case missing(String)
        case unknown
    }

    /// Finds the module of a call; `key` is the call's own place in `.terraform/modules` of the root that is run.
    func source(of call: TerraformBlock, in module: TerraformModule, root: String? = nil, key: String = "")
        -> Source
    {
        switch module.source(of: call) {
        case .unknown: return .unknown
        case .remote(let text):
            if let root, let module = manifest(root)[key], module.answers(call, text) {
                return .local(module.directory)
            }
            return .remote(text)
        case .relative(let text):
            guard let joined = RepositoryPath.join(module.path, text) else { return .outside(text) }
            if index.isDirectory(joined) { return .local(joined) }
            // A directory may be reached through a link; one that leaves the repository is refused.
            if let real = index.store.tree.realPath(joined), index.isDirectory(real) { return .local(real) }
            return index.leaves(joined) ? .outside(text) : .missing(joined)
        }
    }

    /// Calls whose modules `terraform init` left beside a root: `a.b` → module.
    private func manifest(_ root: String) -> [String: InstalledModule] {
        if let known = installed.withLock({ $0[root] }) { return known }
        let result = InstalledModule.all(besides: root, index)
        installed.withLock { $0[root] = result }
        return result
    }

    /// Directory → directories that call it as a module.
    func calledBy() throws -> [String: Set<String>] {
        if let base, changed.isEmpty { return try base.calledBy() }
        return try callers.get {
            var callers: [String: Set<String>] = [:]
            for directory in directories {
                for target in try callees(directory) where target != directory {
                    callers[target, default: []].insert(directory)
                }
            }
            return callers
        }
    }

    /// Texts of which one stands in every file that calls a module beside it.
    private static let relativeSources = ["\"./", "\"../", "\".\"", "\"..\""]

    private func callees(_ directory: String) throws -> [String] {
        // Most directories of a large estate call nothing of the repository: these need not be parsed for it.
        let mayCall = try files(in: directory).contains { file in
            guard case .success(let source) = try index.store.readable(file.path) else { return true }
            return source.path.hasSuffix(".json")
                || Self.relativeSources.contains { FileMarks.contains(source.bytes, $0) }
        }
        guard mayCall else { return [] }
        let module = try module(directory)
        return module.calls.values.compactMap { call in
            guard case .local(let target) = source(of: call, in: module) else { return nil }
            return target
        }
    }

    /// The directory and those it calls, directly or not.
    func closure(_ directory: String) throws -> Set<String> {
        if let base, changed.isEmpty { return try base.closure(directory) }
        if let known = closures.withLock({ $0[directory] }) { return known }
        let seen = try manifest(directory).isEmpty ? plainClosure(directory) : installedClosure(directory)
        closures.withLock { $0[directory] = seen }
        return seen
    }

    /// The same for a root with the files that are made in it.
    func closure(of context: TerraformContext) throws -> Set<String> {
        var found = try closure(context.root)
        guard let made = context.inputs?.made, !made.isEmpty else { return found }
        let module = try self.module(context.root, with: made)
        for call in module.calls.values {
            guard case .local(let target) = source(of: call, in: module), !found.contains(target) else {
                continue
            }
            found.formUnion(try closure(target))
        }
        return found
    }

    private func plainClosure(_ directory: String) throws -> Set<String> {
        var seen: Set<String> = [directory]
        var waiting = [directory]
        while let next = waiting.popLast() {
            for target in try callees(next) where seen.insert(target).inserted { waiting.append(target) }
        }
        return seen
    }

    /// The same where `terraform init` left modules, which are found by the way the calls lead to them.
    private func installedClosure(_ root: String) throws -> Set<String> {
        struct Place: Hashable {
            var directory: String
            /// Names of the calls; empty where they lead to nothing that was left.
            var key: String?
        }
        // `a` and `a.b` of `a.b.c`: modules that call each other have ways without end, these have not.
        let ways = Set(
            manifest(root).keys.flatMap { key in
                key.indices.filter { key[$0] == "." }.map { String(key[..<$0]) } + [key]
            })
        var seen: Set<Place> = [Place(directory: root, key: "")]
        var waiting = Array(seen)
        while let next = waiting.popLast() {
            let module = try module(next.directory)
            for (name, call) in module.calls {
                let key = next.key.map { $0.isEmpty ? name : "\($0).\(name)" }
                guard
                    case .local(let target) = source(
                        of: call, in: module, root: key == nil ? nil : root, key: key ?? "")
                else { continue }
                let place = Place(directory: target, key: key.flatMap { ways.contains($0) ? $0 : nil })
                if seen.insert(place).inserted { waiting.append(place) }
            }
        }
        return Set(seen.map(\.directory))
    }
}
