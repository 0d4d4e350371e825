internal import Diagnostics
internal import Model
internal import Ports

/// What is in the repository: its paths and, once asked for, its manifests and who deploys them.
///
/// Links are resolved: a file that is reachable by several paths is read once, under its real path.
final class RepositoryIndex: Sendable {
    let store: SourceStore
    /// Where it is noted what is asked about paths; nil where nobody wants to know.
    private let questions: TreeQuestions?
    /// The address that the checkout was made from.
    let origin: String?
    /// What the folders of a checkout without such an address are called.
    let checkoutFolders: [String]
    /// Real paths of all files, sorted.
    let files: [String]
    /// Every path that leads to a file through a symbolic link: real path → links.
    let links: [String: [String]]
    /// Links that lead out of the repository, or nowhere.
    private let strayLinks: Set<String>
    private let fileSet: Set<String>
    private let directories: Set<String>
    /// Directory → names of what lies in it: files, and links that lead to files.
    private let names: [String: [String]]
    /// Directory → names of the directories in it.
    private let folders: [String: [String]]
    private let readings = Lazily<Readings>()
    private let ownName = Lazily<OwnRepository>()
    /// What tells this repository from others.
    var own: OwnRepository { get throws { try ownName.get { try OwnRepository(self) } } }
    /// Which files kustomizations take, once somebody asks for it.
    let kustomizations = Lazily<DeployerGraph>()
    /// Files that are patches of kustomizations, once somebody asks for them.
    let patches = Lazily<Set<String>>()
    /// Autoscalers, once somebody asks for them.
    let autoscalers = Lazily<Autoscalers.Found>()
    /// What programs of the repository write into it, once somebody asks for it.
    let written = Lazily<[String: String]>()
    /// Images that are put in later, once somebody asks for them.
    let images = Lazily<BuiltImages.Found>()
    /// What Argo CD puts over directories, once somebody asks for it.
    let sourceFiles = Lazily<[String: [ArgoSourceFiles.Found]]>()
    /// What Flux leaves out of every source, once somebody asks for it.
    let sourceIgnore = Lazily<SourceIgnore>()
    /// Terragrunt's units, once somebody asks for them.
    let terragrunt = Lazily<TerragruntUnits.Found>()

    /// All manifests, read.
    struct Readings: Sendable {
        var files: [ManifestFile] = []
        /// Files that are too large to be read.
        var tooLarge: [String] = []
        /// Why files are not among these whose contents are not in this clone; anything may hang on them.
        var missing: [Failure] = []
        /// The same of so few that they were left behind for being large: they may define what is not found elsewhere.
        var leftBehind: [Failure] = []
        var objects: [ManifestObject] = []
        /// `Kind/name` → positions among the objects, in order.
        var byName: [String: [Int]] = [:]
        /// Directory → positions among the objects, in order.
        var byDirectory: [String: [Int]] = [:]
        /// Files that are no plain YAML and count as deployed.
        var unreadable: [ManifestFile] = []

        /// Objects of a kind and a name, in the order of their files.
        func objects(_ kind: String, _ name: String) -> [ManifestObject] {
            (byName["\(kind)/\(name)"] ?? []).map { objects[$0] }
        }

        /// A clone that leaves large files behind lacks no more than these, and no more than one of so many.
        static let (fewMissing, missingShare) = (8, 50)

        mutating func finish() {
            for (position, object) in objects.enumerated() {
                byName["\(object.kind)/\(object.name)", default: []].append(position)
                byDirectory[RepositoryPath.directory(of: object.file.path), default: []].append(position)
            }
            unreadable = files.filter { file in
                switch file.standing {
                case .templated, .unparsable: PathConventions.notDeployed(file.source.path) == nil
                default: false
                }
            }
        }
    }

    /// The index of a tree with the same paths as that of `base`, where only contents changed.
    init(_ store: SourceStore, of base: RepositoryIndex) {
        self.store = store
        questions = base.questions
        origin = base.origin
        checkoutFolders = base.checkoutFolders
        files = base.files
        links = base.links
        strayLinks = base.strayLinks
        fileSet = base.fileSet
        directories = base.directories
        names = base.names
        folders = base.folders
    }

    init(_ store: SourceStore, origin: String? = nil, folders: [String] = []) {
        self.store = store
        questions = (store.tree as? any QuestionedTree)?.questions
        self.origin = origin
        checkoutFolders = folders
        var real: Set<String> = []
        var links: [String: [String]] = [:]
        var stray: Set<String> = []
        for entry in store.tree.entries {
            switch entry.kind {
            case .file, .executable: real.insert(entry.path)
            case .symlink:
                if let path = store.tree.realPath(entry.path), path != entry.path {
                    links[path, default: []].append(entry.path)
                } else {
                    stray.insert(entry.path)
                }
            case .submodule: break
            }
        }
        fileSet = real
        strayLinks = stray
        files = real.sorted()
        self.links = links
        var directories: Set<String> = [""]
        for path in files {
            var directory = RepositoryPath.directory(of: path)
            while !directory.isEmpty, directories.insert(directory).inserted {
                directory = RepositoryPath.directory(of: directory)
            }
        }
        self.directories = directories
        var folders: [String: [String]] = [:]
        for path in directories where !path.isEmpty {
            folders[RepositoryPath.directory(of: path), default: []].append(RepositoryPath.name(of: path))
        }
        self.folders = folders.mapValues { $0.sorted() }
        var names: [String: [String]] = [:]
        for path in files + links.values.joined() {
            names[RepositoryPath.directory(of: path), default: []].append(RepositoryPath.name(of: path))
        }
        self.names = names.mapValues { $0.sorted() }
    }

    func isFile(_ path: String) -> Bool {
        questions?.note(.path, path)
        return fileSet.contains(path)
    }

    func isDirectory(_ path: String) -> Bool {
        questions?.note(.path, path)
        return directories.contains(path)
    }

    /// Notes that something takes all that is below some directories.
    func note(_ deployers: some Sequence<Deployer>) {
        guard let questions else { return }
        for reach in deployers.lazy.flatMap(\.reach) {
            switch reach {
            case .files: break
            case .directory(let directory): questions.note(.below, directory)
            // Where these begin is not known.
            case .pattern: questions.note(.below, "")
            }
        }
    }

    /// Notes that something takes values from an object by its name.
    func noteObject(_ kind: String, _ name: String) { questions?.note(.object, "\(kind)/\(name)") }

    /// Notes that an autoscaler names a workload, of whatever kind; nil for one that may name any.
    func noteScaled(_ name: String?) { questions?.note(.scaled, name ?? "") }

    /// True where it is noted what is asked.
    var isQuestioned: Bool { questions != nil }

    /// Notes that something is said of all that is below a directory.
    func noteAll(below directory: String) { questions?.note(.below, directory) }

    /// Real paths of all files below a directory, sorted; of the empty one all there are.
    func files(below directory: String) -> ArraySlice<String> {
        questions?.note(.below, directory)
        guard !directory.isEmpty else { return files[...] }
        let prefix = directory + "/"
        var low = 0
        var high = files.count
        while low < high {
            let middle = (low + high) / 2
            if files[middle] < prefix { low = middle + 1 } else { high = middle }
        }
        return files[low...].prefix { $0.hasPrefix(prefix) }
    }

    /// True when the path lies behind a link that leads out of the repository, or nowhere.
    func leaves(_ path: String) -> Bool {
        !strayLinks.isEmpty
            && (strayLinks.contains(path)
                || RepositoryPath.ancestors(of: path).contains(where: strayLinks.contains))
    }

    /// Names of the files in a directory, links to files included, sorted.
    func entries(in directory: String) -> [String] {
        questions?.note(.files, directory)
        return names[directory] ?? []
    }

    /// The same for those who look through all directories for names that no manifest has; it is not noted.
    func names(in directory: String) -> [String] { names[directory] ?? [] }

    /// Names of the directories in a directory, sorted.
    func subdirectories(of directory: String) -> [String] {
        questions?.note(.folders, directory)
        return folders[directory] ?? []
    }

    /// Every directory that has files, sorted.
    var allDirectories: [String] { names.keys.sorted() }

    /// The file that `path` leads to, links followed; nil when there is none in the repository.
    func realFile(_ path: String) -> String? {
        questions?.note(.path, path)
        if fileSet.contains(path) { return path }
        guard let real = store.tree.realPath(path), fileSet.contains(real) else { return nil }
        return real
    }

    /// Other paths by which a file or a directory around it can be reached.
    func aliases(of path: String) -> [String] {
        guard !links.isEmpty else { return [] }
        var found = links[path] ?? []
        for directory in RepositoryPath.ancestors(of: path) where !directory.isEmpty {
            found += (links[directory] ?? []).map { $0 + path.dropFirst(directory.count) }
        }
        return found
    }

    /// Id of the root that the chart in a directory is by itself; where a kustomization is there too, that has the directory's name.
    func chartRoot(_ directory: String) -> String {
        guard hasKustomization(directory) else { return directory.isEmpty ? "." : directory }
        return directory.isEmpty ? "Chart.yaml" : "\(directory)/Chart.yaml"
    }

    /// Id of the root that the plain manifests of a directory are; where it is another root too, that has the directory's name.
    func manifestRoot(_ directory: String) -> String {
        let isTaken = occupied.get {
            Set(
                names.filter { _, names in
                    names.contains { name in
                        name == "Chart.yaml" || name.hasSuffix(".tf") || name.hasSuffix(".tofu")
                            || name == "terragrunt.hcl" || PathConventions.kustomizationNames.contains(name)
                    }
                }.keys)
        }.contains(directory)
        guard isTaken else { return directory.isEmpty ? "." : directory }
        return directory.isEmpty ? "*" : "\(directory)/*"
    }
    private let occupied = Lazily<Set<String>>()

    /// True for a directory that Kustomize builds.
    func hasKustomization(_ directory: String) -> Bool {
        PathConventions.kustomizationNames.contains {
            realFile(directory.isEmpty ? $0 : "\(directory)/\($0)") != nil
        }
    }

    /// The manifests of the repository; read when first asked for.
    func manifests() throws -> Readings {
        try readings.get {
            var readings = Readings()
            let paths = files.filter { PathConventions.isManifest($0) || PathConventions.isKustomization($0) }
            let read = try Parallel.map(paths) { path -> Result<ManifestFile?, Failure> in
                do { return .success(try store.manifests(path)) } catch {
                    guard let failure = SourceStore.missing(error) else { throw error }
                    return .failure(failure)
                }
            }
            for (path, result) in zip(paths, read) {
                // What is large enough to be left behind as JSON is no manifest; who reads it notices.
                if case .failure(let failure) = result, PathConventions.isYAML(path) {
                    readings.missing.append(failure)
                }
                guard case .success(let found) = result else { continue }
                guard let file = found else {
                    readings.tooLarge.append(path)
                    continue
                }
                guard file.yaml != nil else { continue }
                readings.files.append(file)
                readings.objects += file.objects
            }
            if readings.missing.count <= Readings.fewMissing,
                readings.missing.count * Readings.missingShare <= paths.count
            {
                (readings.leftBehind, readings.missing) = (readings.missing, [])
            }
            readings.finish()
            return readings
        }
    }
}
