internal import Diagnostics
internal import HelmChart
internal import Model

/// Objects that charts render, for questions that name no root.
struct ChartSource: KubernetesSource {
    let ecosystem: ChartEcosystem

    func roots() throws -> [Root] { [] }
    func inventory(of root: Root) throws -> [InventoryEntry] { [] }
    func facts(reading files: Set<String>) throws -> [Fact] { [] }

    func installer(of address: KubernetesAddress, in root: String?) throws -> Hold? {
        try ForeignInstallers(ecosystem: ecosystem).hold(address, in: root)
    }

    func withheld(_ found: [any KubernetesCandidate], in environment: String) throws -> Hold? {
        let contexts = found.compactMap { ($0 as? ChartCandidate)?.context }.filter { $0.kind == .helmfile }
        let paths = Set(contexts.map { String($0.root.prefix { $0 != "#" }) })
        guard !paths.isEmpty else { return nil }
        return try ecosystem.helmfiles().first {
            $0.environment == environment && $0.hold != nil && paths.contains($0.path)
        }?.hold
    }

    func candidates(for address: KubernetesAddress) throws -> [any KubernetesCandidate] {
        let found = try ecosystem.contexts().compactMap { try candidate(for: address, $0) }
        return found.map { candidate in
            var candidate = candidate
            candidate.isUmbrella = isUmbrella(candidate, beside: found)
            return candidate
        }
    }

    /// True for a chart that nobody installs and that has another one as a dependency which is installed by itself.
    private func isUmbrella(_ candidate: ChartCandidate, beside others: [ChartCandidate]) -> Bool {
        let context = candidate.context
        guard context.declared == nil, !context.isSupposed, let template = candidate.template,
            let chart = candidate.evaluation?.chart
        else { return false }
        let installed = Set(
            others.filter { !$0.isGuess && $0.hold == nil && $0.context.declared != nil }.map(
                \.context.directory))
        return chart.metadata.dependencies.contains { dependency in
            let path = dependency.repository.hasPrefix("file://") ? dependency.repository.dropFirst(7) : ""
            guard !path.isEmpty, let directory = RepositoryPath.join(context.directory, String(path)),
                installed.contains(directory)
            else { return false }
            // As it lies there, or packed into the chart.
            return RepositoryPath.isInside(template, directory)
                || template.hasPrefix("\(context.directory)/charts/\(dependency.name)")
        }
    }

    func candidates(
        for address: KubernetesAddress, in root: String, _ index: RepositoryIndex
    ) throws -> [any KubernetesCandidate] {
        // An inventory asks this of every object: putting names together for all contexts would take the square of them.
        try ecosystem.table().contexts(in: root, index).compactMap { try candidate(for: address, $0) }
    }

    func candidate(
        for address: KubernetesAddress, _ context: ChartContext
    ) throws -> ChartCandidate? {
        let words = try ecosystem.words(of: context)
        let isNamed = try names(address, context, words, TextWords.key(address.name))
        guard isNamed || composes(address, context, words) else { return nil }
        switch try ecosystem.evaluate(context) {
        case .failure(let problem):
            return isNamed
                ? ChartCandidate(
                    ecosystem: ecosystem, context: context, evaluation: nil, hold: problem.hold,
                    namespace: context.namespace) : nil
        case .success(let evaluation):
            let tracer = ChartTracer(ecosystem: ecosystem, evaluation: evaluation)
            func candidate(_ number: Int) -> ChartCandidate {
                var made = ChartCandidate(
                    ecosystem: ecosystem, context: context, evaluation: evaluation,
                    hold: evaluation.hold ?? context.doubt, namespace: tracer.namespace(of: number))
                made.template = evaluation.objects[number].template.path
                return made
            }
            if let number = tracer.objects(address).first { return candidate(number) }
            if try isSurelyWithout(address, context, evaluation) { return nil }
            // What could not be rendered may be the object, and what an unknown value keeps back.
            if let hold = try evaluation.hold ?? evaluation.broken.first?.reason
                ?? keptBack(address, context, evaluation)
            {
                return isNamed
                    ? ChartCandidate(
                        ecosystem: ecosystem, context: context, evaluation: nil, hold: hold,
                        namespace: context.namespace) : nil
            }
            // One that is in another namespace says so.
            var everywhere = address
            everywhere.namespace = ""
            return tracer.objects(everywhere).first.map(candidate)
        }
    }

    /// True for a chart that asks for a value which nobody sets, and renders no such object once it has one.
    private func isSurelyWithout(
        _ address: KubernetesAddress, _ context: ChartContext, _ evaluation: ChartEvaluation
    ) throws -> Bool {
        guard evaluation.hold != nil, evaluation.lacksValues, context.hold == nil,
            case .success(let given) = try ecosystem.evaluateBeside(context), given.hold == nil,
            given.broken.isEmpty
        else { return false }
        var everywhere = address
        everywhere.namespace = ""
        return try ChartTracer(ecosystem: ecosystem, evaluation: given).objects(everywhere).isEmpty
            && keptBack(address, context, given) == nil
    }

    /// Why a chart may render an object of the kind that it does not seem to.
    private func keptBack(
        _ address: KubernetesAddress, _ context: ChartContext, _ evaluation: ChartEvaluation
    ) throws -> Hold? {
        if let namespace = context.namespace, !address.namespace.isEmpty, namespace != address.namespace {
            return nil
        }
        return try Undecided(evaluation: evaluation, index: ecosystem.index).hold(on: address.kind)
    }

    /// True when the object's name can be put together from words of a chart and its values.
    private func composes(
        _ address: KubernetesAddress, _ context: ChartContext, _ words: [ChartEcosystem.Words]
    ) -> Bool {
        let parts = address.name.split(separator: "-", omittingEmptySubsequences: false)
        guard (2...10).contains(parts.count),
            words.contains(where: { $0.words.mayContain(TextWords.key(address.kind)) })
        else { return false }
        let places = Set(
            ([context.root] + words.map(\.path)).flatMap { $0.split { "/#".contains($0) }.map(String.init) }
                + [context.namespace, context.environment, context.cluster].compactMap { $0 })
        func isWord(_ text: String) -> Bool {
            places.contains(text)
                // With what stands beside it in a template or a format.
                || ["\(text)", "-\(text)", "\(text)-", "s-\(text)"].contains { form in
                    let key = TextWords.key(form)
                    return words.contains { $0.words.mayContain(key) }
                }
        }
        // How far the name can be put together, part by part.
        var reached: Set<Int> = [0]
        for end in 1...parts.count {
            for start in reached.sorted() where start < end && end - start < parts.count {
                guard isWord(parts[start..<end].joined(separator: "-")) else { continue }
                reached.insert(end)
                break
            }
        }
        return reached.contains(parts.count)
    }

    /// True when the object's name, or its first word, stands in a file of the chart or its values.
    private func names(
        _ address: KubernetesAddress, _ context: ChartContext, _ words: [ChartEcosystem.Words],
        _ word: UInt64?
    ) throws -> Bool {
        if address.name.utf8.contains(context.releaseName.utf8) { return true }
        for file in words where file.words.mayContain(word) {
            guard let source = try ecosystem.index.store.source(file.path) else { continue }
            if FileMarks.containsWord(source.bytes, address.name) { return true }
        }
        return false
    }
}

extension String.UTF8View {
    /// True when the text stands in this one.
    func contains(_ text: String.UTF8View) -> Bool {
        guard let first = text.first else { return true }
        let length = text.count
        guard length <= count else { return false }
        var start = startIndex
        var rest = count
        while rest >= length {
            if self[start] == first, self[start...].starts(with: text) { return true }
            start = index(after: start)
            rest -= 1
        }
        return false
    }
}

/// An object that a chart renders in one context.
struct ChartCandidate: KubernetesCandidate {
    let ecosystem: ChartEcosystem
    let context: ChartContext
    let evaluation: ChartEvaluation?
    let hold: Hold?
    let namespace: String?
    /// The template that renders the object.
    var template: String?
    /// True for a chart that nobody installs, of a dependency that is installed by itself.
    var isUmbrella = false

    var root: String { context.root }
    var location: String { context.label }
    var path: String { context.place }
    var isGuess: Bool { evaluation == nil }
    var cluster: String? { context.cluster }
    var environment: String? { context.environment }
    /// With a helmfile people install what makes a cluster deploy itself, the same charts among it.
    var standsBack: Bool {
        isUmbrella || context.kind == .helmfile && LaidOutCharts.isPath(context.directory)
            || context.isOfAnotherRevision
    }
    var deployedBy: String? {
        context.declared == nil ? nil : context.root + (environment.map { " [\($0)]" } ?? "")
    }

    func isIn(_ root: String, _ index: RepositoryIndex) -> Bool {
        self.root == root || path == root || context.above.contains(root == "." ? "" : root)
            || (index.isDirectory(root) && RepositoryPath.isInside(path, root))
    }

    func autoscaler(_ address: KubernetesAddress, _ attribute: String, evaluated: Set<String>) throws -> Hold?
    {
        try Autoscalers(index: ecosystem.index, evaluated: evaluated).hold(address, attribute: attribute)
    }

    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer {
        guard let evaluation else {
            return TraceAnswer(
                trace: Trace(target: target, status: .held(hold ?? Hold(.unsupported))), key: nil)
        }
        return try ChartTracer(ecosystem: ecosystem, evaluation: evaluation).answer(target, address)
    }
}
