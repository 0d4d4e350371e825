internal import Diagnostics
internal import HelmChart
internal import Model
internal import Synchronization

/// Every way in which charts of the repository are deployed.
extension ChartEcosystem {
    /// What charts install that are deployed by nothing but themselves, Argo CD or helmfile.
    struct Installed {
        /// What files of the repository say.
        var declared: [ChartContext]
        /// Chart that nothing says anything about → its own contexts, and everything it installs.
        var own: [String: [ChartContext]] = [:]
        /// Applications that charts render, by the chart where that begins; nil for those that are declared.
        var applications: [(start: String?, application: ArgoApplication)] = []
        /// What ApplicationSets make that stand in files as they are.
        var sets: [ArgoApplication] = []
    }

    /// An application that a chart renders, and what it installs.
    struct Rendering {
        var applications: [ArgoApplication] = []
        var contexts: [ChartContext] = []

        mutating func add(_ other: Rendering) {
            applications += other.applications
            contexts += other.contexts
        }
    }

    /// Every way in which a chart of the repository is deployed.
    func contexts() throws -> [ChartContext] {
        try known.get {
            let installed = try installed()
            var releases = try adopted.withLock({ $0 })?.releases() ?? []
            releases += try releases.flatMap { try rendered(by: $0).contexts }
            let directories = Set(releases.map(\.directory))
            // How a kustomization has a chart rendered is known where the kustomization is built.
            let computed = Set(releases.compactMap(\.inflation))
            return installed.declared.filter { !$0.isSupposed || $0.inflation.map(computed.contains) != true }
                + releases
                + installed.own.keys.sorted().flatMap {
                    directories.contains($0) ? [] : installed.own[$0] ?? []
                }
        }
    }

    /// Argo CD applications that charts render.
    func applications() throws -> [ArgoApplication] {
        let installed = try installed()
        return installed.applications.map(\.application) + installed.sets
    }

    private func installed() throws -> Installed {
        try beginnings.get {
            var installed = Installed(
                declared: try ArgoCharts(library: library).contexts()
                    + helmfiles().flatMap { $0.contexts + $0.supposed })
            installed.sets = try ApplicationSets.plain(library)
            installed.declared += installed.sets.flatMap(ArgoCharts(library: library).contexts)
            var rendering = Rendering()
            for context in installed.declared { rendering.add(try rendered(by: context)) }
            installed.declared += rendering.contexts
            installed.applications = rendering.applications.map { (nil, $0) }
            installed.declared += try InflatedCharts(library: library).contexts()
            let known = Set(installed.declared.map(\.directory))
            installed.declared += ArgoCharts(library: library).unnamed(
                by: installed.sets + installed.applications.map(\.application), besides: known)
            let taken = try Set(installed.declared.map(\.directory)).union(
                helmfiles().flatMap(\.uninstalled.keys))
            let programs = try programs()
            let plain = try library.directories.flatMap { directory -> [ChartContext] in
                guard try exclusion(directory) == nil else { return [] }
                return byConvention(directory).map { context in
                    var context = context
                    context.doubt = programs[directory]
                    return context
                }
            }
            for context in plain where !taken.contains(context.directory) {
                for start in try started(context) {
                    let rendering = try rendered(by: start)
                    installed.own[context.directory, default: []] += [start] + rendering.contexts
                    installed.applications += rendering.applications.map { (context.directory, $0) }
                }
            }
            // What another chart installs is no start of its own.
            let directories = installed.own.mapValues { Set($0.map(\.directory)) }
            for start in directories.keys {
                let isInstalled = directories.contains { other, reached in
                    other != start && reached.contains(start)
                        && (directories[start]?.contains(other) != true || other < start)
                }
                if isInstalled {
                    installed.own[start] = nil
                    installed.applications.removeAll { $0.start == start }
                }
            }
            return installed
        }
    }

    /// Everything that applications install which a chart renders, and the charts that these render.
    func rendered(
        by outer: ChartContext, below outermost: [ChartContext] = []
    ) throws -> Rendering {
        guard outermost.count < ChartEcosystem.deepest, !outer.isSupposed,
            try library.mentionsApplications(outer.directory)
        else { return Rendering() }
        let supposed = SupposedApplications(ecosystem: self)
        if let hold = outer.hold ?? outer.doubt {
            return Rendering(contexts: try supposed.contexts(of: outer, hold))
        }
        let evaluation: ChartEvaluation
        switch try evaluate(outer) {
        case .success(let made): evaluation = made
        case .failure(let problem):
            return Rendering(contexts: try supposed.contexts(of: outer, problem.hold))
        }
        let charts = ArgoCharts(library: library)
        let above = outermost + [outer]
        var rendering = Rendering()
        if let hold = try unread(evaluation) {
            rendering.contexts += try supposed.contexts(of: outer, hold)
        }
        for application in RenderedApplications(ecosystem: self).applications(evaluation) {
            rendering.applications.append(application)
            for var inner in charts.contexts(application) {
                // A chart that installs itself is deployed once, unless it is declared and does so under another name.
                let isKnown = above.contains {
                    $0.directory == inner.directory
                        && ($0.declared == nil || $0.releaseName == inner.releaseName)
                }
                guard !isKnown else { continue }
                inner.renderedBy = outer.renderedBy + [outer.identity]
                rendering.contexts.append(inner)
                rendering.add(try rendered(by: inner, below: above))
            }
        }
        return rendering
    }

    /// Why a chart may render applications beside those that are seen.
    private func unread(_ evaluation: ChartEvaluation) throws -> Hold? {
        if let hold = evaluation.hold { return hold }
        for broken in evaluation.broken {
            guard let source = try index.store.source(broken.path) else { continue }
            if FileMarks.contains(source.bytes, "kind: Application") { return broken.reason }
        }
        return try Undecided(evaluation: evaluation, index: index).hold(on: "Application")
    }

    /// Templates of applications that are seen as charts render them.
    func applicationTemplates() throws -> Set<String> {
        var templates: Set<String> = []
        for context in try installed().own.values.joined() + installed().declared
        where try library.mentionsApplications(context.directory) {
            guard case .success(let evaluation) = try evaluate(context), evaluation.hold == nil else {
                continue
            }
            templates.formUnion(evaluation.chart.templatePaths.subtracting(evaluation.broken.map(\.path)))
        }
        return templates
    }

    /// The environments of a chart that installs others, where those alone tell them.
    private func started(_ context: ChartContext) throws -> [ChartContext] {
        guard context.environment == nil, try library.mentionsApplications(context.directory) else {
            return [context]
        }
        let found = try ArgoEnvironments(ecosystem: self).find(context)
        return found.isEmpty ? [context] : found
    }

    /// Takes releases that others find for ways of installing charts.
    ///
    /// `following` tells what follows a token in objects that no chart renders.
    func adopt(
        _ releases: @escaping @Sendable () throws -> [ChartContext],
        following: @escaping @Sendable (SourceSpan) throws -> [DecidedAttribute]
    ) {
        adopted.withLock { $0 = Adopted(releases: releases, following: following) }
    }

    /// What follows a token in objects that no chart renders.
    func beside(_ token: SourceSpan) throws -> [DecidedAttribute] {
        try adopted.withLock({ $0 })?.following(token) ?? []
    }

    /// What follows a token in the charts of some roots; held where one of them cannot be rendered.
    func following(_ token: SourceSpan, in roots: Set<String>) throws -> Outcome<[DecidedAttribute]> {
        var rows: [DecidedAttribute] = []
        for context in try table().contexts(roots: roots) {
            let hold: Hold?
            switch try evaluate(context) {
            case .success(let evaluation) where evaluation.hold == nil:
                rows += followers(evaluation).following(Fact.Token(token)).map {
                    $0.key.decidedElsewhere($0.value)
                }
                continue
            case .success(let evaluation): hold = evaluation.hold
            case .failure(let problem): hold = problem.hold
            }
            guard !LaidOutCharts.isPath(context.directory) else { continue }
            return .held(
                Hold(
                    .limit,
                    "what a value of \(context.label) decides there cannot be computed: \(hold?.detail ?? "")"
                ))
        }
        return .done(rows)
    }

    /// Helmfiles in their environments.
    func helmfiles() throws -> [Helmfiles.Evaluated] {
        try evaluatedHelmfiles.get { try Helmfiles(library: library).evaluated() }
    }

    /// The contexts of a chart that nothing declares: one for each environment, or one alone.
    func byConvention(_ directory: String) -> [ChartContext] {
        let plain = ChartContext(directory: directory, root: index.chartRoot(directory))
        let environments = ChartEnvironments.find(directory, index)
        guard !environments.isEmpty else { return [plain] }
        // Where every file is for trying things out, the values of the chart itself are what production runs.
        let alone = environments.allSatisfy { ChartEnvironments.isForTrying($0.name) } ? [plain] : []
        return alone
            + environments.map { environment in
                var context = plain
                context.environment = environment.name
                context.layers = [.file(environment.file)]
                return context
            }
    }

    /// Why the chart itself is no root; nil when it is one.
    func exclusion(_ directory: String) throws -> String? {
        if let part = PathConventions.notDeployed(directory + "/x") {
            return "`\(part)` holds tests, examples or other people's code"
        }
        for outer in RepositoryPath.ancestors(of: directory)
        where outer != directory && library.isChart(outer) {
            if RepositoryPath.isInside(directory, outer.isEmpty ? "charts" : "\(outer)/charts") {
                return "it is part of the chart \(outer.isEmpty ? "." : outer)"
            }
        }
        if let taker = try library.dependents(of: directory).first {
            return "it is a dependency of the chart \(taker.isEmpty ? "." : taker)"
        }
        guard case .success(let chart) = try library.outline(directory) else { return nil }
        return chart.metadata.isLibrary ? "a library chart" : nil
    }

    /// `path#name` of every application that is evaluated as a chart.
    func declared() throws -> Set<String> {
        let kustomized = try library.kustomized()
        return Set(
            try contexts().filter { $0.declared != nil }.map { ArgoApplication.declaration(of: $0.root) }
                + library.declaredApplications("Application").filter(kustomized.isChanged).map {
                    "\($0.file.path)#\($0.name)"
                })
    }

    /// True for what an application says to its chart: that is seen in what the chart renders.
    func isSeenElsewhere(_ key: Fact.Key) throws -> Bool {
        guard key.resource.hasPrefix("Application/"), key.attribute.hasPrefix("spec.source") else {
            return false
        }
        let parts = key.resource.split(separator: "/")
        guard parts.count == 2 else { return false }
        let followed = try followed.get {
            Set(
                try contexts().filter { $0.kind == .argocd && $0.hold == nil }.map {
                    ArgoApplication.declaration(of: $0.root)
                })
        }
        return followed.contains("\(key.root)#\(parts[1])")
    }

    /// Templates of all charts that are rendered.
    func templates() throws -> Set<String> {
        // What a chart takes from beside it is rendered with it.
        let charts = try Set(contexts().map(\.directory)).union(
            library.directories.filter { try !library.dependents(of: $0).isEmpty })
        return charts.reduce(into: []) { paths, directory in
            paths.formUnion(index.files(below: directory.isEmpty ? "templates" : "\(directory)/templates"))
        }
    }

    /// Values files, which are no manifests even where a key of theirs is called `kind`.
    func valueFiles() throws -> Set<String> {
        let own = library.directories.compactMap { directory in
            index.realFile(directory.isEmpty ? "values.yaml" : "\(directory)/values.yaml")
        }
        let sets = try installed().sets
        let parameters = Set(sets.flatMap(\.files)).subtracting(sets.compactMap { $0.declared?.file })
        return Set(own).union(try contexts().flatMap(\.files)).union(parameters)
    }

    /// Another context that reads a file and that is surely refused; nil where there is none.
    func refused(reading file: String, besides own: ChartContext) throws -> ChartContext? {
        guard try !refused.get({ try contexts().filter { $0.refusal != nil } }).isEmpty else { return nil }
        return try contexts(reading: [file]).first { $0.refusal != nil && $0 != own }
    }

    /// Contexts that read one of the files.
    func contexts(reading files: Set<String>) throws -> [ChartContext] {
        let charts = try library.charts(reading: files)
        return try table().contexts(of: charts, reading: files)
    }
}
