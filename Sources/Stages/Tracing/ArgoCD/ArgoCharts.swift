internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// Argo CD applications that install a chart of this repository, or one of elsewhere whose layout is known.
struct ArgoCharts {
    let library: ChartLibrary

    /// The contexts that plain Application manifests declare.
    func contexts() throws -> [ChartContext] {
        let kustomized = try library.kustomized()
        let plain = try library.declaredApplications("Application").filter { !kustomized.isChanged($0) }
            .flatMap { object -> [ChartContext] in
                let changed = kustomized.hold(on: object)
                return contexts(object).map { context in
                    var context = context
                    context.hold = context.hold ?? changed
                    return context
                }.filter { $0.hold == nil || !LaidOutCharts.isPath($0.directory) }
            }
        return plain + (try library.applicationsOfKustomizations().plain.flatMap(contexts))
    }

    /// What a plugin makes of a chart only the cluster knows.
    private static func plugged(_ place: String) -> Hold {
        Hold(.unsupported, "\(place): a plugin makes its manifests")
    }

    /// True where another repository is meant; what cannot be told is this one.
    private func isForeign(_ url: String?) -> Bool { (try? library.index.own.isForeign(url)) ?? false }

    /// Why what is installed may not be what is read here.
    private func revision(_ url: String?, _ revision: String?, _ label: String) -> Hold? {
        (try? library.index.own.hold(url, revision: revision, of: label)) ?? nil
    }

    /// Notes in a context why what is installed may not be what is read here.
    private func note(_ url: String?, _ revision: String?, _ label: String, in context: inout ChartContext) {
        guard context.hold == nil, let hold = self.revision(url, revision, label) else { return }
        // Another branch may be the one that is read, so that what follows a token there is named all the same.
        if (try? library.index.own.isOfAnotherRevision(url, revision)) == true {
            context.doubt = context.doubt ?? hold
            context.isOfAnotherRevision = true
        } else {
            context.hold = hold
        }
    }

    private func contexts(_ object: ManifestObject) -> [ChartContext] {
        let spec = object.node["spec"]
        let sources = [spec?["source"]].compactMap { $0 } + (spec?["sources"]?.items.map(\.resolved) ?? [])
        let root = "\(object.file.path)#\(object.name)"
        func context(_ directory: String, _ source: YAMLNodeView) -> ChartContext {
            var context = ChartContext(directory: directory, root: root, kind: .argocd)
            context.release = source["helm"]?["releaseName"]?.scalar?.text ?? object.name
            context.namespace = spec?["destination"]?["namespace"]?.scalar?.text
            context.cluster = ArgoDestination.cluster(spec?["destination"]?["name"]?.scalar?.text)
            let chart = LaidOutCharts.label(of: directory) ?? directory
            let reason = "Application `\(object.name)` installs \(chart)"
            context.declared = Hop(object.file, at: Int(object.node.range.lower), reason)
            context.application = source
            read(source["helm"], source, object, sources, into: &context)
            if source["plugin"] != nil { context.doubt = ArgoCharts.plugged(object.location) }
            context.hasOtherSources = sources.count { $0["path"] != nil || $0["chart"] != nil } > 1
            return context
        }
        return sources.flatMap { source -> [ChartContext] in
            if let chart = ElsewhereChart(source) {
                guard let layout = chart.layout else { return [] }
                let read = sources.filter { $0["ref"] != nil }.map {
                    ($0["repoURL"]?.scalar?.text, $0["targetRevision"]?.scalar?.text)
                }
                return settled(context(layout, source), reading: read)
            }
            guard !isForeign(source["repoURL"]?.scalar?.text), let text = source["path"]?.scalar?.text
            else { return [] }
            if let open = OpenPath(text) {
                return supposed(open, root, "\(object.location): the path `\(text)`")
            }
            guard !FileMarks.isPlaceholder(text), let directory = RepositoryPath.join("", text),
                library.isChart(directory)
            else { return [] }
            var context = context(directory, source)
            note(
                source["repoURL"]?.scalar?.text, source["targetRevision"]?.scalar?.text,
                "Application \(object.name) (\(object.location))", in: &context)
            return [context]
        }
    }

    /// The charts that a path may mean of which something fills parts in; none where it may be any of them.
    private func supposed(_ path: OpenPath, _ root: String, _ label: String) -> [ChartContext] {
        path.isWhollyOpen ? [] : library.directories.filter(path.mayBe).map { supposed($0, root, label) }
    }

    private func supposed(_ directory: String, _ root: String, _ label: String) -> ChartContext {
        var context = ChartContext(directory: directory, root: root, kind: .argocd)
        context.isSupposed = true
        context.hold = Hold(
            .notInRepository, "\(label) may mean \(directory); what fills it in is not in this repository")
        return context
    }

    /// Charts that an application may install of whose path nothing is known.
    func unnamed(by applications: [ArgoApplication], besides taken: Set<String>) -> [ChartContext] {
        for application in applications {
            for source in application.sources where !isForeign(source.repository) {
                guard let text = source.path, source.tree["chart"] == nil,
                    let open = OpenPath(text), open.isWhollyOpen
                else { continue }
                return library.directories.filter { !taken.contains($0) }.map {
                    supposed($0, application.root, "\(application.location): the path `\(text)`")
                }
            }
        }
        return []
    }

    // MARK: Applications that something makes

    /// The ways in which an application that something makes installs charts of the repository.
    func contexts(_ application: ArgoApplication) -> [ChartContext] {
        application.sources.indices.flatMap { number -> [ChartContext] in
            let source = application.sources[number]
            if let chart = ElsewhereChart(source.tree) {
                guard let layout = chart.layout else { return [] }
                let read = application.sources.filter { $0.reference != nil }.map {
                    ($0.repository, $0.tree["targetRevision"]?.text)
                }
                return settled(context(layout, application, number), reading: read)
            }
            guard !isForeign(source.repository), let text = source.path else { return [] }
            if let open = OpenPath(text) {
                return supposed(open, application.root, "\(application.location): the path `\(text)`")
            }
            guard !FileMarks.isPlaceholder(text), let directory = RepositoryPath.join("", text),
                library.isChart(directory)
            else { return [] }
            var context = context(directory, application, number)
            note(
                source.repository, source.tree["targetRevision"]?.text, application.location, in: &context)
            return [context]
        }
    }

    /// What is certain of a chart of elsewhere, with the sources of values files for it; none where what decides it is not known.
    private func settled(_ context: ChartContext, reading sources: [(url: String?, revision: String?)])
        -> [ChartContext]
    {
        guard context.hold == nil, context.doubt == nil else { return [] }
        let isRead = sources.allSatisfy { revision($0.url, $0.revision, context.label) == nil }
        return isRead || context.files.isEmpty ? [context] : []
    }

    private func context(_ directory: String, _ application: ArgoApplication, _ number: Int) -> ChartContext {
        let source = application.sources[number]
        var context = ChartContext(directory: directory, root: application.root, kind: .argocd)
        context.release = source.helm?["releaseName"]?.text ?? application.name
        context.namespace = application.namespace
        context.environment = application.environment
        context.cluster = application.cluster
        context.declared = application.declared
        context.passages = application.passages
        if application.variant != nil { context.above = [application.declaration] }
        context.hold = application.hold ?? source.hold
        if source.tree["plugin"] != nil { context.doubt = ArgoCharts.plugged(application.location) }
        context.hasOtherSources = application.sources.count { $0.path != nil || $0.tree["chart"] != nil } > 1
        for item in source.helm?["valueFiles"]?.items ?? [] {
            guard let text = item.text else { continue }
            if let hold = outside(text, directory, references: application.references) {
                context.hold = context.hold ?? hold
                continue
            }
            switch file(text, source.repository, directory, references: application.references) {
            case .some(let path): context.layers.append(.file(path))
            case nil where source.helm?["ignoreMissingValueFiles"]?.text == "true": break
            case nil:
                lack(
                    text, application.location, source.repository, references: application.references,
                    in: &context)
            }
        }
        // Also where it says nothing: what a change makes of the application is seen there.
        context.layers.append(
            .computed(
                computed(application, number, "values") { $0.values ?? .empty }))
        for (position, parameter) in source.parameters.enumerated() {
            context.layers.append(
                .computedParameter(
                    path: parameter.path, isText: parameter.isText,
                    computed(application, number, "parameter \(position)") {
                        $0.parameters[position].value
                    }))
        }
        return context
    }

    private func computed(
        _ application: ArgoApplication, _ number: Int, _ part: String,
        _ take: @escaping @Sendable (ArgoSource) -> ValueTree
    ) -> ComputedValues {
        ComputedValues(
            id: "\(application.identity) \(number) \(part)", files: application.files,
            templated: application.templated, layers: application.layers,
            label: "\(part) of \(application.location)"
        ) { replacing in
            take(try application.remade(replacing).sources[number])
        }
    }

    private func read(
        _ helm: YAMLNodeView?, _ source: YAMLNodeView, _ object: ManifestObject, _ sources: [YAMLNodeView],
        into context: inout ChartContext
    ) {
        guard let helm else { return }
        let place = object.location
        context.kubernetesVersion = helm["kubeVersion"]?.scalar?.text
        context.apiVersions = helm["apiVersions"]?.items.compactMap { $0.resolved.scalar?.text } ?? []
        for item in helm["valueFiles"]?.items ?? [] {
            guard let text = item.resolved.scalar?.text else { continue }
            let references = sources.compactMap { source in
                source["ref"]?.scalar.map { ($0.text, source["repoURL"]?.scalar?.text) }
            }
            if let hold = outside(text, context.directory, references: references) {
                context.hold = context.hold ?? hold
                continue
            }
            switch file(
                text, source["repoURL"]?.scalar?.text, context.directory, references: references)
            {
            case .some(let path): context.layers.append(.file(path))
            case nil where helm["ignoreMissingValueFiles"]?.scalar?.text == "true": break
            case nil:
                lack(text, place, source["repoURL"]?.scalar?.text, references: references, in: &context)
            }
        }
        if let values = helm["values"], values.scalar?.text.isEmpty == false, helm["valuesObject"] == nil {
            if values.tree.path == object.file.path, let embedded = embedded(values, replacing: [:]) {
                do {
                    _ = try ValueTree(embedded)
                    context.layers.append(.computed(computed(values, object)))
                } catch {
                    context.hold = Hold(.unparsable, "\(place): the values in the text are no YAML")
                }
            } else {
                context.hold = Hold(
                    .unsupported, "\(place) has values inside of a text whose places are not known")
            }
        }
        if let values = helm["valuesObject"] {
            context.layers.append(.inline(values, label: "valuesObject of \(place)"))
        }
        for key in ["fileParameters", "valuesFrom"] where helm[key] != nil {
            context.hold = Hold(.unsupported, "\(place) has \(key), which may override its values")
        }
        for item in helm["parameters"]?.items ?? [] {
            let item = item.resolved
            guard let name = item["name"]?.scalar?.text, let value = item["value"] else { continue }
            context.layers.append(
                .parameter(path: name, value: value, isText: item["forceString"]?.scalar?.text == "true"))
        }
        if let text = [context.release, context.namespace].compactMap({ $0 }).first(
            where: FileMarks.isPlaceholder)
        {
            context.hold = Hold(.templated, "`\(text)` in \(place) is filled in before it is applied")
        }
    }

    /// The document in a text, with other contents of the file where there are any.
    private func embedded(_ values: YAMLNodeView, replacing: [String: [UInt8]]) -> YAMLEmbedded? {
        let path = values.tree.path
        guard let bytes = replacing[path] ?? ((try? library.index.store.source(path)) ?? nil)?.bytes else {
            return nil
        }
        let file = YAMLParser.parse(bytes, path: path)
        guard file.tree.nodeCount == values.tree.nodeCount else { return nil }
        return YAMLEmbedded(in: file.tree[values.id], of: file)
    }

    private func computed(_ values: YAMLNodeView, _ object: ManifestObject) -> ComputedValues {
        let end = max(Int(values.range.lower), Int(values.range.upper) - 1)
        return ComputedValues(
            id: "\(object.location) \(values.range.lower)", files: [values.tree.path],
            text: (values.tree.path, values.path, object.file.lines.position(of: end).line),
            label: "values of \(object.location)"
        ) { replacing in
            guard let embedded = embedded(values, replacing: replacing) else {
                throw ChartProblem(.invalid, "the values of \(object.location) are elsewhere in the file")
            }
            return try ValueTree(embedded)
        }
    }

    /// Notes that a values file is not there.
    ///
    /// Where this repository is the one that is meant, Argo CD refuses to go on without it.
    private func lack(
        _ text: String, _ place: String, _ repository: String?,
        references: [(name: String, repository: String?)], in context: inout ChartContext
    ) {
        let hold = Hold(.notInRepository, "values file `\(text)` of \(place) is not in this repository")
        let name = text.hasPrefix("$") ? text.dropFirst().prefix { $0 != "/" } : nil
        let meant = name.map { name in references.first { $0.name == name }?.repository } ?? repository
        if context.hold == nil, context.doubt == nil, !FileMarks.isPlaceholder(text), !text.contains("*"),
            (try? library.index.own.isOwn(meant)) == true
        {
            context.refusal = hold
        }
        context.hold = hold
    }

    /// Why a values file of a chart of elsewhere cannot be read: it lies in the chart, or in another repository.
    private func outside(
        _ text: String, _ directory: String, references: [(name: String, repository: String?)]
    ) -> Hold? {
        guard LaidOutCharts.isPath(directory) else { return nil }
        let name = text.hasPrefix("$") ? text.dropFirst().prefix { $0 != "/" } : ""
        let isHere = references.contains { $0.name == name && !isForeign($0.repository) }
        return isHere ? nil : Hold(.external, "values file `\(text)` is not in this repository")
    }

    /// A values file: relative to the chart, absolute in the repository, or in a source of the same repository by its `ref`.
    private func file(
        _ text: String, _ repository: String?, _ directory: String,
        references: [(name: String, repository: String?)]
    ) -> String? {
        let path: String?
        if text.hasPrefix("$") {
            let parts = text.dropFirst().split(separator: "/", maxSplits: 1)
            guard parts.count == 2,
                references.contains(where: {
                    $0.name == parts[0] && (LaidOutCharts.isPath(directory) || $0.repository == repository)
                })
            else { return nil }
            path = RepositoryPath.join("", String(parts[1]))
        } else if text.hasPrefix("/") {
            path = RepositoryPath.join("", String(text.dropFirst()))
        } else {
            path = RepositoryPath.join(directory, text)
        }
        return path.flatMap { library.index.realFile($0) }
    }
}
