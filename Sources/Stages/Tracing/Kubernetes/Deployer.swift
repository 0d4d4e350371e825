/// Something in the repository that deploys files of the repository, and may change them on the way.
struct Deployer: Sendable {
    /// What kind of thing.
    enum Kind: String, Sendable {
        case kustomize = "kustomization"
        case flux = "Flux Kustomization"
        case argo = "Argo CD application"
        case chart = "Helm chart"
        case bundle = "bundle"
    }

    /// Which files it takes.
    enum Reach: Sendable {
        case files(Set<String>)
        /// Everything below a directory; the empty one is the whole repository.
        case directory(String)

        /// Everything below directories whose paths have these texts one behind the other, with anything between them.
        case pattern([String])

        func contains(_ path: String) -> Bool {
            switch self {
            case .pattern(let texts):
                return OpenPath.rest(of: path[...], behind: texts) != nil
            case .files(let files): return files.contains(path)
            case .directory(let directory): return RepositoryPath.isInside(path, directory)
            }
        }
    }

    let kind: Kind
    /// The file that declares it.
    let file: String
    let line: Int
    /// Its name, where it has one.
    let name: String
    var reach: [Reach]
    /// What it does to an object beside passing it on; nil when it passes objects on as they are.
    var change: String?
    /// The namespace it puts objects into.
    let namespace: String?
    /// The namespace of objects that say none themselves.
    var destination: String?
    /// True for the text of a template that nothing here renders.
    var isTemplate = false

    /// `kustomization apps/kustomization.yaml:1`.
    var label: String { "\(kind.rawValue) \(name.isEmpty ? "" : name + " ")\(file):\(line)" }

    /// How roots are named: the directory of a kustomization, the file of anything else.
    var root: String { kind == .kustomize || kind == .chart ? RepositoryPath.directory(of: file) : file }

    func takes(_ path: String) -> Bool { reach.contains { $0.contains(path) } }
}

/// Who deploys what: from a file up to everything that may change it.
struct DeployerGraph: Sendable {
    let deployers: [Deployer]
    private let byFile: [String: [Int]]
    private let byDirectory: [String: [Int]]
    private let byPattern: [Int]
    private let byDeclaration: [String: [Int]]

    init(_ deployers: [Deployer]) {
        self.deployers = deployers
        var byFile: [String: [Int]] = [:]
        var byDirectory: [String: [Int]] = [:]
        var byPattern: [Int] = []
        for (index, deployer) in deployers.enumerated() {
            for reach in deployer.reach {
                switch reach {
                case .files(let files):
                    for file in files where byFile[file]?.last != index {
                        byFile[file, default: []].append(index)
                    }
                case .directory(let directory): byDirectory[directory, default: []].append(index)
                case .pattern: if byPattern.last != index { byPattern.append(index) }
                }
            }
        }
        self.byFile = byFile
        byDeclaration = Dictionary(grouping: deployers.indices) { deployers[$0].file }
        self.byDirectory = byDirectory
        self.byPattern = byPattern
    }

    /// The graph without some Flux Kustomizations, `path#name` of each.
    func without(_ kustomizations: Set<String>) -> DeployerGraph {
        kustomizations.isEmpty
            ? self
            : DeployerGraph(
                deployers.filter { $0.kind != .flux || !kustomizations.contains("\($0.file)#\($0.name)") })
    }

    /// Those that a file declares.
    func declared(in file: String) -> [Deployer] { (byDeclaration[file] ?? []).map { deployers[$0] } }

    /// Those that take the file themselves.
    func direct(_ path: String) -> [Deployer] {
        var indices = Set(byFile[path] ?? [])
        // A path is inside of itself, of every directory above it, and of the empty one.
        for directory in [path] + RepositoryPath.ancestors(of: path) {
            indices.formUnion(byDirectory[directory] ?? [])
        }
        for index in byPattern where deployers[index].takes(path) { indices.insert(index) }
        return indices.sorted().map { deployers[$0] }.filter { $0.file != path }
    }

    /// Those that take the file, or what takes it, and those that take the files in which these are declared.
    func all(_ path: String) -> [Deployer] {
        var found: [Deployer] = []
        var seen: Set<String> = [path]
        var waiting = [path]
        while let next = waiting.popLast() {
            for deployer in direct(next) {
                if !found.contains(where: { $0.label == deployer.label }) { found.append(deployer) }
                if seen.insert(deployer.file).inserted { waiting.append(deployer.file) }
            }
        }
        return found
    }
}
