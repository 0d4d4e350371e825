internal import Model

/// Charts and applications that may install an object nobody defines plainly: they turn "no such resource" into a true reason.
struct GuessedSource: KubernetesSource {
    let deployers: DeployerGraph
    /// `path#name` of what is evaluated and needs no guess; charts and kustomizations always are.
    var evaluated: Set<String> = []

    /// Applications of which nothing is known but the name.
    let guesses = Lazily<[Deployer]>()

    private func isEvaluated(_ deployer: Deployer) -> Bool {
        deployer.kind == .chart || deployer.kind == .kustomize
            || evaluated.contains("\(deployer.file)#\(deployer.name)")
    }

    func roots() throws -> [Root] {
        deployers.deployers.filter { $0.kind != .bundle && !isEvaluated($0) }.map { deployer in
            let kind: Root.Kind =
                switch deployer.kind {
                case .kustomize: .kustomize
                case .flux: .flux
                case .argo: .argocd
                case .chart, .bundle: .helm
                }
            let root = deployer.root.isEmpty ? "." : deployer.root
            let name = deployer.kind == .flux || deployer.kind == .argo ? deployer.name : ""
            return Root(
                id: name.isEmpty ? root : "\(root)#\(name)", kind: kind, path: root,
                namespaces: deployer.namespace.map { [$0] } ?? [], layers: layers(deployer),
                excluded: PathConventions.notDeployed(deployer.file).map {
                    "`\($0)` holds tests, examples or other people's code"
                } ?? (deployer.isTemplate ? "a template that nothing here renders" : nil))
        }.reduce(into: []) { roots, root in
            if !roots.contains(root) { roots.append(root) }
        }
    }

    private func layers(_ deployer: Deployer) -> [String] {
        let files = deployer.reach.flatMap { reach -> [String] in
            guard case .files(let files) = reach else { return [] }
            return files.sorted()
        }
        return files + [deployer.file]
    }

    func candidates(for address: KubernetesAddress) throws -> [any KubernetesCandidate] {
        guard Workload.podSpecPath(address.kind) != nil else { return [] }
        let guesses = guesses.get {
            deployers.deployers.filter { $0.kind == .argo && !isEvaluated($0) && !$0.name.isEmpty }
        }
        return guesses.filter { deployer in
            address.name == deployer.name || address.name.hasPrefix(deployer.name + "-")
                || address.name.hasSuffix("-" + deployer.name)
        }.map { GuessedCandidate(deployer: $0) }
    }

    func inventory(of root: Root) throws -> [InventoryEntry] { [] }

    func facts(reading files: Set<String>) throws -> [Fact] { [] }
}

/// A chart or application with a fitting name.
struct GuessedCandidate: KubernetesCandidate {
    let deployer: Deployer

    var root: String { deployer.root }
    var location: String { "\(deployer.file):\(deployer.line)" }
    var path: String { deployer.file }
    var namespace: String? { nil }
    var isGuess: Bool { true }
    var hold: Hold? { Hold(.unsupported, "it may come from \(deployer.label), which is not evaluated yet") }

    func autoscaler(_ address: KubernetesAddress, _ attribute: String, evaluated: Set<String>) throws -> Hold?
    {
        nil
    }

    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer {
        TraceAnswer(trace: Trace(target: target, status: .held(hold ?? Hold(.unsupported))), key: nil)
    }
}
