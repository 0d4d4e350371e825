internal import Diagnostics
internal import HelmChart
internal import Model

/// What is asked of charts: what is deployed, and what decides it.
extension ChartEcosystem {
    func roots() throws -> [Root] {
        var roots: [Root] = []
        let contexts = try contexts()
        for helmfile in try helmfiles() {
            roots += helmfile.unseen.map { $0.root(of: helmfile.path) }
            guard helmfile.contexts.isEmpty, helmfile.unseen.isEmpty else { continue }
            roots.append(
                Root(
                    id: helmfile.path, kind: .helmfile, path: helmfile.path,
                    environment: helmfile.environment, namespaces: helmfile.namespaces.sorted(),
                    layers: helmfile.files.subtracting([helmfile.path]).sorted() + [helmfile.path],
                    excluded: helmfile.hold?.detail ?? "no chart of this repository is installed"))
        }
        for context in contexts where !context.isSupposed {
            roots.append(
                Root(
                    id: context.root, kind: context.kind,
                    path: context.declared?.file ?? (context.directory.isEmpty ? "." : context.directory),
                    environment: context.environment, namespaces: context.namespace.map { [$0] } ?? [],
                    release: context.release, layers: try layers(context),
                    excluded: (context.hold ?? context.doubt)?.detail))
        }
        for directory in library.directories {
            let id = index.chartRoot(directory)
            let deployed = try table().contexts(of: directory)
            var reason = try exclusion(directory)
            if reason == nil, let context = deployed.first(where: { $0.declared != nil }) {
                reason = "\(context.root) deploys it"
            } else if reason == nil, let context = deployed.first(where: \.isSupposed) {
                reason = context.hold?.detail
            } else if reason == nil, deployed.isEmpty {
                reason = try helmfiles().lazy.compactMap { $0.uninstalled[directory] }.first
            }
            guard let reason else { continue }
            let path = directory.isEmpty ? "." : directory
            roots.append(Root(id: id, kind: .helm, path: path, layers: [], excluded: reason))
        }
        return roots
    }

    private func layers(_ context: ChartContext) throws -> [String] {
        let base = context.directory.isEmpty ? "" : context.directory + "/"
        let own = ["Chart.yaml", "values.yaml"].compactMap { index.realFile(base + $0) }
        return own + context.orderedFiles.filter { !own.contains($0) }
    }

    func inventory(of root: Root) throws -> [InventoryEntry] {
        var entries: [InventoryEntry] = []
        for context in try table().contexts(root: root.id)
        where context.kind == root.kind && context.environment == root.environment {
            guard case .success(let evaluation) = try evaluate(context) else { continue }
            let tracer = ChartTracer(ecosystem: self, evaluation: evaluation, isQuick: true)
            entries += try tracer.inventory()
        }
        return entries
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        try contexts(reading: files).filter { !$0.isSupposed }.flatMap { context -> [Fact] in
            switch try evaluate(context) {
            case .success(let evaluation):
                let own = facts(evaluation).facts
                guard evaluation.hold != nil, evaluation.lacksValues,
                    case .success(let given) = try evaluateBeside(context)
                else { return own }
                // What it would be with the value that it asks for follows the tokens of others.
                let keys = Set(own.map(\.key))
                return own + facts(given).facts.filter { !keys.contains($0.key) }
            case .failure(let problem):
                let key = Fact.Key(
                    root: context.root, environment: context.environment, release: context.release,
                    resource: context.directory, attribute: "(refused)")
                return [Fact(key: key, fingerprint: Fingerprint.of(problem.description))]
            }
        }
    }

    func answer(_ request: TraceRequest) throws -> TraceAnswer? {
        guard let address = request.target.kubernetes else { return nil }
        guard let contexts = try asked(request) else { return nil }
        let choice = ChartChoice(ecosystem: self, target: request.target, address: address)
        // A release's file may hold other objects, and the release itself is one; so may a kustomization.
        if contexts.allSatisfy({ $0.kind == .helmRelease || $0.inflatedBy != nil }),
            try !choice.isRendered(by: contexts),
            !contexts.contains(where: { $0.hold != nil })
                || Workload.podSpecPath(address.kind) == nil
        {
            return nil
        }
        // Of an Application with several sources the charts are one part.
        if contexts.contains(where: \.hasOtherSources), try !choice.isRendered(by: contexts) { return nil }
        let inner = try contexts.flatMap { try applications(of: $0, request.helm) }
        if !inner.isEmpty, try !choice.isRendered(by: contexts) { return try choice.answer(inner) }
        return try choice.answer(contexts)
    }

    /// What the applications install that a chart renders, as far as the arguments leave it in question.
    private func applications(of context: ChartContext, _ arguments: HelmArguments) throws -> [ChartContext] {
        try rendered(by: context).contexts.filter { inner in
            (arguments.release.map { $0 == inner.release } ?? true)
                && (arguments.namespace.map { inner.namespace == nil || $0 == inner.namespace } ?? true)
        }
    }

    /// The releases of a helmfile that a request means.
    private func asked(_ request: TraceRequest, among contexts: [ChartContext]) throws -> [ChartContext] {
        let (root, arguments) = (request.root ?? "", request.helm)
        let meant = contexts.filter { context in
            (request.environment.map { $0 == context.environment } ?? true)
                && (arguments.release.map { $0 == context.release } ?? true)
                && Set(arguments.valueFiles.map { index.realFile($0) ?? $0 }).isSubset(of: context.readFiles)
        }
        let fitting = meant.filter { context in
            arguments.namespace.map { context.namespace == nil || $0 == context.namespace } ?? true
        }
        guard fitting.isEmpty else { return fitting }
        // A release may put objects elsewhere than it is itself.
        if let address = request.target.kubernetes {
            let choice = ChartChoice(ecosystem: self, target: request.target, address: address)
            let rendering = try meant.filter { try choice.isRendered(by: [$0]) }
            if !rendering.isEmpty { return rendering }
        }
        var nothing = ChartContext(directory: "", root: root, kind: .helmfile)
        let states = try helmfiles().filter {
            $0.path == root && (request.environment == nil || $0.environment == request.environment)
        }
        // One that another helmfile includes is asked for as a part of that.
        let parts = try helmfiles().flatMap(\.parts).filter {
            $0.path == root && (request.environment == nil || $0.environment == request.environment)
        }
        let foreign = states.flatMap(\.foreign) + parts.flatMap(\.foreign)
        if let hold = states.compactMap(\.hold).first ?? parts.compactMap(\.hold).first {
            nothing.hold = hold
        } else if let release = arguments.release, foreign.contains(release) {
            nothing.hold = Hold(
                .external, "the chart of release \(release) of \(root) is not in this repository")
        } else if arguments.release == nil, contexts.isEmpty,
            let release = foreign.first(where: { release in
                let name = request.target.kubernetes?.name ?? ""
                return name == release || name.hasPrefix(release + "-")
            })
        {
            nothing.hold = Hold(
                .external, "the chart of release \(release) of \(root) is not in this repository")
        } else {
            let path = root.prefix { $0 != "#" }
            let known = Set(try helmfiles().filter { $0.path == path }.map(\.environment)).sorted()
            let namespaces = Set(meant.compactMap(\.namespace)).sorted()
            let rest =
                meant.isEmpty || namespaces.isEmpty
                ? "it has the environments \(known.joined(separator: ", "))"
                : "it is in namespace \(namespaces.joined(separator: ", "))"
            nothing.hold = Hold(.noSuchResource, "\(root) installs nothing like that; \(rest)")
        }
        return [nothing]
    }

    /// False for a chart of elsewhere whose layout says nothing of the object: it need not be one of its own.
    private func speaks(_ context: ChartContext, of request: TraceRequest) throws -> Bool {
        guard LaidOutCharts.isPath(context.directory), let address = request.target.kubernetes,
            !address.kind.isEmpty
        else { return true }
        return try ChartChoice(ecosystem: self, target: request.target, address: address).isRendered(
            by: [context])
    }

    /// The contexts that a request with a root means; nil when the root is no chart.
    func asked(_ request: TraceRequest) throws -> [ChartContext]? {
        guard let root = request.root else { return nil }
        let arguments = request.helm
        // A kustomization beside the chart has the directory's name, unless Helm is spoken of.
        let isChart = RepositoryPath.name(of: root) == "Chart.yaml"
        let directory = root == "." ? "" : isChart ? RepositoryPath.directory(of: root) : root
        if !isChart, library.isChart(directory), !arguments.saysMore, request.environment == nil,
            index.hasKustomization(directory)
        {
            return nil
        }
        guard library.isChart(directory) else {
            let declared = try contexts().filter {
                try
                    ($0.root == root || $0.declared?.file == root
                    || $0.kind == .helmfile && $0.root.hasPrefix(root + "#")) && speaks($0, of: request)
            }
            if declared.contains(where: { $0.kind == .helmfile }) {
                return try asked(request, among: declared.filter { $0.kind == .helmfile })
            }
            if try helmfiles().contains(where: { $0.parts.contains { $0.path == root } }) {
                return try asked(request, among: [])
            }
            let fitting = declared.filter { context in
                (request.environment.map { context.environment == nil || $0 == context.environment } ?? true)
            }
            if fitting.isEmpty, let first = declared.first, let environment = request.environment {
                var nothing = first
                let known = Set(declared.compactMap(\.environment)).sorted().joined(separator: ", ")
                nothing.hold = Hold(
                    .noSuchResource, "\(root) has no environment \(environment); it has \(known)")
                return [nothing]
            }
            return declared.isEmpty ? nil : fitting.map { $0.with(arguments, index) }
        }
        // Asked for as nothing but a directory, a chart is what the repository itself installs of it.
        if !arguments.saysMore, request.environment == nil {
            let declared = try contexts().filter {
                $0.directory == directory && $0.declared != nil && !$0.isSupposed
            }
            if !declared.isEmpty { return declared.map { $0.with(arguments, index) } }
        }
        var context = ChartContext(directory: directory, root: index.chartRoot(directory))
        if !arguments.saysMore { context.doubt = try programs()[directory] }
        // Where nothing but a release that cannot be read installs it, its own values are not what runs.
        if !arguments.saysMore, request.environment == nil {
            context.hold = try table().contexts(of: directory).lazy.filter(\.isSupposed).compactMap(\.hold)
                .first
        }
        if let environment = request.environment {
            let all = try contexts().filter { $0.directory == directory }
            let named = (all + byConvention(directory)).filter { $0.environment == environment }
            if named.count > 1, named.contains(where: { $0.declared != nil }), !arguments.saysMore {
                return named.filter { $0.declared != nil }
            }
            guard let named = named.first else {
                let known = Set((all + byConvention(directory)).compactMap(\.environment)).sorted()
                context.hold = Hold(
                    .noSuchResource,
                    "\(root) has no environment \(environment)"
                        + (known.isEmpty ? "" : "; it has \(known.joined(separator: ", "))"))
                return [context]
            }
            context = named
        }
        return [context.with(arguments, index)]
    }
}
