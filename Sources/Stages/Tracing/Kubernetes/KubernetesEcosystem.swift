internal import Diagnostics
internal import Model

/// Finds the one definition of an object among all sources, or says why there is not one.
struct KubernetesEcosystem: Ecosystem {
    let index: RepositoryIndex
    let sources: [any KubernetesSource]
    /// Templates of charts that are rendered: nothing has to be guessed from their texts.
    var evaluated: Set<String> = []
    /// Files that something renders as they stand.
    var rendered: Set<String> = []

    /// Clusters that are asked which token decides where none is named, at most.
    private static let mostAlike = 40

    /// Files that cannot be read as they stand and that nothing renders.
    let unread = Lazily<[ManifestFile]>()

    func roots() throws -> [Root] { try sources.flatMap { try $0.roots() } }

    func inventory(of root: Root) throws -> [InventoryEntry] {
        var holds: [KubernetesAddress: Hold?] = [:]
        return try sources.flatMap { try $0.inventory(of: root) }.map { entry in
            guard entry.trace.origin != nil, let address = entry.trace.target.kubernetes else { return entry }
            // Which definition counts is asked once per object, not per container and attribute.
            var object = address
            object.container = nil
            let disputed = try holds[object] ?? dispute(object, in: root)
            holds[object] = .some(disputed)
            guard
                let hold = try disputed
                    ?? Autoscalers(index: index, evaluated: evaluated).hold(
                        address, attribute: entry.attribute)
            else { return entry }
            var entry = entry
            entry.trace = Trace(target: entry.trace.target, status: .held(hold))
            return entry
        }
    }

    /// A hold when a trace in this root would not say which definition of the object counts.
    private func dispute(_ address: KubernetesAddress, in root: Root) throws -> Hold? {
        index.noteObject(address.kind, address.name)
        guard case .held(let hold) = try choose(address, root: root.path) else { return nil }
        return hold
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        try sources.flatMap { try $0.facts(reading: files) }
    }

    func answer(_ request: TraceRequest) throws -> TraceAnswer? {
        guard let address = request.target.kubernetes else { return nil }
        let target = request.target
        func held(_ hold: Hold) -> TraceAnswer {
            TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        switch try choose(address, root: request.root, environment: request.environment) {
        case .held(let hold): return held(hold)
        case .failed(let failure): throw failure
        case .done(let candidates):
            if address.container == nil, Workload.podSpecPath(address.kind) != nil {
                let first = String(target.attribute.prefix { $0 != "." && $0 != "[" })
                if Workload.containerFields.contains(first) {
                    return held(
                        Hold(
                            .ambiguous,
                            "`\(target.attribute)` belongs to a container; name it: \(address.kind)/\(address.name)/CONTAINER"
                        ))
                }
            }
            let answers = try candidates.map { try answer($0, target, address) }
            if answers.count == 1 { return answers[0] }
            // Where all of them are held for one reason, that is the true one.
            if case .held(let hold) = answers[0].trace.status,
                answers.allSatisfy({ $0.trace.status == .held(hold) })
            {
                return held(hold)
            }
            guard var answer = answers.agreeing else { return held(ambiguous(address, candidates)) }
            // Which of them is meant is not said, so that nothing is written over it in a layer of one.
            answer.trace.override = nil
            return answer
        }
    }

    private func answer(
        _ candidate: any KubernetesCandidate, _ target: Target, _ address: KubernetesAddress
    ) throws -> TraceAnswer {
        let hold = try candidate.hold ?? candidate.autoscaler(address, target.attribute, evaluated: evaluated)
        if let hold { return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil) }
        return try candidate.answer(target, address)
    }

    private func ambiguous(_ address: KubernetesAddress, _ candidates: [any KubernetesCandidate]) -> Hold {
        let places = candidates.map(\.location).joined(separator: ", ")
        return Hold(.ambiguous, "\(address.kind)/\(address.name) is or may be defined at \(places)")
    }

    // MARK: Which definition

    private func choose(
        _ address: KubernetesAddress, root: String?, environment: String? = nil
    ) throws -> Outcome<[any KubernetesCandidate]> {
        let all = try sources.flatMap { source in
            try root.map { try source.candidates(for: address, in: $0, index) }
                ?? source.candidates(for: address)
        }
        let given = root.flatMap { PathConventions.notDeployed($0 + "/x") } != nil
        let deployed = given ? all : all.filter(\.isDeployed)
        var fitting = deployed.filter { fits($0.namespace, address.namespace) }
        if let cluster = address.cluster {
            // Of several clusters the one that is meant, where the repository calls it by that name.
            if fitting.contains(where: { $0.cluster == cluster }) {
                fitting = fitting.filter { $0.cluster == nil || $0.cluster == cluster }
            } else if fitting.contains(where: { $0.cluster != nil }) {
                return .held(elsewhere(address, cluster, fitting))
            }
        }
        if let environment {
            if fitting.contains(where: { $0.environment == environment }) {
                fitting = fitting.filter { $0.environment == nil || $0.environment == environment }
            } else if let hold = try sources.lazy.compactMap({ try $0.withheld(fitting, in: environment) })
                .first
            {
                return .held(hold)
            }
        }
        var sure = fitting.filter { !$0.isGuess }
        // A definition that names the namespace itself leaves no room for one that merely could be meant.
        let exact = sure.filter { $0.namespace == address.namespace && !address.namespace.isEmpty }
        // What lies beside a kustomization that does not list it is deployed where nothing else is.
        let listed = sure.filter { !$0.isUnlisted }
        if !listed.isEmpty { sure = listed }
        let leading = sure.filter { !$0.standsBack }
        if !leading.isEmpty { sure = leading }
        // Nor is there a second object of one name in one namespace.
        var guesses = exact.isEmpty ? fitting.filter { $0.isGuess && !isTaken($0, by: sure) } : []
        // What nobody takes may be a copy of what something there renders.
        if !exact.isEmpty, exact.allSatisfy({ $0.isUnlisted || $0.isTakenByNobody }) {
            guesses = fitting.filter { $0.isGuess && $0.namespace == address.namespace }
        }
        if !exact.isEmpty, exact.count == sure.count { sure = exact }
        if let hold = try unreadable(address, root: root) { return .held(hold) }
        let candidates = sure + guesses
        if sure.isEmpty, let failure = try index.manifests().leftBehind.first {
            return .held(Hold(.notInRepository, failure.description))
        }
        guard let first = candidates.first else {
            if let root, all.isEmpty,
                let other = try sources.lazy.flatMap({ try $0.candidates(for: address) }).first(where: {
                    !$0.isGuess
                })
            {
                let name = "\(address.kind)/\(address.name)"
                if let part = PathConventions.notDeployed(root + "/x") {
                    return .held(
                        Hold(
                            .outsidePaths,
                            "\(root) is not evaluated: `\(part)` holds tests, examples or other people's code"
                        ))
                }
                return .held(Hold(.noSuchResource, "\(name) is at \(other.location), not in \(root)"))
            }
            if deployed.allSatisfy(\.isGuess), Workload.podSpecPath(address.kind) != nil,
                let hold = try sources.lazy.compactMap({ try $0.installer(of: address, in: root) }).first
            {
                return .held(hold)
            }
            return .held(nothing(address, all: all, deployed: deployed))
        }
        guard candidates.count == 1 else {
            if let hold = first.hold, candidates.allSatisfy({ $0.hold != nil }) { return .held(hold) }
            // What several deploy, from the root that is asked for or into the namespace that is, may be the same for all of them.
            let roots = Set(candidates.map(\.deployedBy))
            let isOne =
                root != nil
                ? Set(candidates.map(\.path)).count == 1
                : candidates.count <= KubernetesEcosystem.mostAlike
                    && (!address.namespace.isEmpty || Set(candidates.map(\.namespace)).count == 1)
            if isOne, roots.count == candidates.count, !roots.contains(nil),
                candidates.allSatisfy({ !$0.isGuess })
            {
                return .done(candidates)
            }
            return .held(ambiguous(address, candidates))
        }
        return .done([first])
    }

    /// Nothing says that what is deployed to clusters of other names reaches this one.
    private func elsewhere(
        _ address: KubernetesAddress, _ cluster: String, _ candidates: [any KubernetesCandidate]
    ) -> Hold {
        let places = candidates.map {
            "\($0.location) (\($0.cluster.map { "cluster \($0)" } ?? "any cluster"))"
        }
        return Hold(
            .ambiguous,
            "no cluster of the repository is called `\(cluster)`; \(address.kind)/\(address.name) is at "
                + places.joined(separator: ", ")
                + "; `clusters` in .trimtab.yml says which name of the metrics is which")
    }

    /// True where what may be meant would be what is defined in the same namespace already.
    private func isTaken(_ guess: any KubernetesCandidate, by sure: [any KubernetesCandidate]) -> Bool {
        guess.namespace != nil
            && sure.contains {
                $0.namespace == guess.namespace && $0.cluster == guess.cluster && $0.hold == nil
            }
    }

    private func fits(_ namespace: String?, _ asked: String) -> Bool {
        namespace == nil || asked.isEmpty || namespace == asked
    }

    private func nothing(
        _ address: KubernetesAddress, all: [any KubernetesCandidate], deployed: [any KubernetesCandidate]
    ) -> Hold {
        let name = "\(address.kind)/\(address.name)"
        if let other = deployed.first(where: { $0.isGuess == false }) {
            return Hold(
                .noSuchResource,
                "\(name) is in namespace \(other.namespace ?? "") (\(other.location)), not in \(address.namespace)"
            )
        }
        if let left = all.first(where: { !$0.isDeployed }) {
            let part = PathConventions.notDeployed(left.path) ?? ""
            return Hold(
                .outsidePaths, "\(name) is only in \(left.location); `\(part)` does not count as deployed")
        }
        return Hold(.noSuchResource, "no file of the repository defines \(name)")
    }

    /// A hold when a file that cannot be read as it stands may define the object.
    private func unreadable(_ address: KubernetesAddress, root: String?) throws -> Hold? {
        let manifests = try index.manifests()
        let unread = unread.get {
            manifests.unreadable.filter {
                !evaluated.contains($0.source.path) && !rendered.contains($0.source.path)
            }
        }
        for file in unread {
            let path = file.source.path
            guard root == nil || RepositoryPath.isInside(path, root ?? ""),
                FileMarks.containsWord(file.source.bytes, address.name),
                FileMarks.containsWord(file.source.bytes, address.kind)
            else { continue }
            switch file.standing {
            case .unparsable(let error):
                return Hold(.unparsable, "it may be defined in a broken file: \(error)")
            case .templated
            where FileMarks.names(file.source.bytes, address.name)
                && file.mayDefine(address.kind, address.name):
                return Hold(
                    .templated, "\(path) is a template that mentions \(address.kind) and `\(address.name)`")
            default: continue
            }
        }
        if let path = manifests.tooLarge.first(where: {
            PathConventions.isYAML($0) && PathConventions.notDeployed($0) == nil
        }) {
            return Hold(.limit, "\(path) is too large to be read, and may define it")
        }
        return nil
    }
}

extension Target {
    /// The Kubernetes address, for targets that have one.
    var kubernetes: KubernetesAddress? {
        guard case .kubernetes(let address) = address else { return nil }
        return address
    }

    /// The Terraform address, for targets that have one.
    var terraform: TerraformAddress? {
        guard case .terraform(let address) = address else { return nil }
        return address
    }
}
