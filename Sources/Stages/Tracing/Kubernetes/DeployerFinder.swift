internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// Finds everything in a repository that deploys its files: Kustomize, Flux, Argo CD, charts, bundles.
///
/// Where it cannot be known what is taken, more is taken than may be true: that ends in a hold, never in a guess.
struct DeployerFinder {
    let index: RepositoryIndex
    /// Applications that charts render, with the templates that they are seen in.
    var applications: [ArgoApplication] = []
    var templates: Set<String> = []

    func find() throws -> DeployerGraph {
        var deployers: [Deployer] = []
        let manifests = try index.manifests()
        let kustomizations = KustomizationReader(index: index)
        for file in manifests.files {
            if PathConventions.isKustomization(file.source.path) {
                deployers.append(kustomizations.read(file))
            }
            if file.standing == .templated, !templates.contains(file.source.path) {
                deployers += templated(file)
            }
        }
        deployers += try applications.flatMap(rendered)
        let patches = try kustomizations.patchFiles()
        for object in manifests.objects
        where !templates.contains(object.file.path) && !patches.contains(object.file.path) {
            switch (object.kind, object.group) {
            case ("Kustomization", "kustomize.toolkit.fluxcd.io"): try deployers.append(flux(object))
            case ("Application", "argoproj.io"):
                deployers += try application(object, spec: object.node["spec"])
            case ("App", "kappctrl.k14s.io"): deployers += try package(object)
            case ("ApplicationSet", "argoproj.io"):
                let made = applications.filter { $0.set == object.name && $0.maker == object.file.path }
                // What is made of it is known, or may be anything that it names.
                let isFilledIn = made.allSatisfy { application in
                    application.hold == nil
                        || application.sources.allSatisfy { $0.path?.contains("{{") == false }
                }
                if made.isEmpty || !isFilledIn {
                    deployers += try applicationSet(object)
                }
            default: break
            }
        }
        for path in index.files {
            let directory = RepositoryPath.directory(of: path)
            switch RepositoryPath.name(of: path) {
            case "Chart.yaml":
                deployers.append(
                    Deployer(
                        kind: .chart, file: path, line: 1, name: RepositoryPath.name(of: directory),
                        reach: ["templates", "charts", "crds"].map {
                            .directory(directory.isEmpty ? $0 : "\(directory)/\($0)")
                        }, change: "renders it as a template", namespace: nil))
            case "fleet.yaml", "Kptfile":
                deployers.append(
                    Deployer(
                        kind: .bundle, file: path, line: 1, name: "", reach: [.directory(directory)],
                        change: "may overlay it", namespace: nil))
            default: break
            }
        }
        deployers = deployers.map(withoutWhatIsNotMeant)
        index.note(deployers)
        return DeployerGraph(deployers)
    }

    private func line(_ object: ManifestObject) -> Int {
        object.file.lines.position(of: Int(object.node.range.lower)).line
    }

    // MARK: Flux

    private func flux(_ object: ManifestObject) throws -> Deployer {
        let spec = object.node["spec"]
        let source = spec?["sourceRef"]
        // None goes without: what says no source is a patch of one that is declared elsewhere.
        let isPatch = spec != nil && source == nil
        let name =
            source?["kind"]?.scalar?.text == "GitRepository"
            ? OwnRepository.SourceName(
                source?["name"]?.scalar?.text,
                namespace: source?["namespace"]?.scalar?.text ?? object.namespace) : nil
        let own = try index.own
        let isForeign = own.isForeign(source: name)
        let isUnclear = own.hold(source: name, of: object.name)?.reason == .ambiguous
        var changes: [String] = []
        for key in [
            "patches", "patchesStrategicMerge", "patchesJson6902", "postBuild", "components", "images",
            "namePrefix",
            "nameSuffix",
        ] where spec?[key] != nil {
            changes.append(key)
        }
        let path = spec?["path"]?.scalar?.text ?? ""
        if FileMarks.isPlaceholder(path) { changes.append("a path that is filled in later") }
        if isUnclear { changes.append("a source that may be another repository") }
        return Deployer(
            kind: .flux, file: object.file.path, line: line(object), name: object.name,
            reach: isPatch || isForeign || takesAllOfAnArtifact(spec) ? [] : fluxReach(path),
            change: changes.isEmpty ? nil : "has \(changes.joined(separator: ", "))",
            namespace: isUnclear ? nil : spec?["targetNamespace"]?.scalar?.text)
    }

    /// True for one that applies everything in an artifact from elsewhere: none of the files here.
    private func takesAllOfAnArtifact(_ spec: YAMLNodeView?) -> Bool {
        guard let kind = spec?["sourceRef"]?["kind"]?.scalar?.text, kind != "GitRepository" else {
            return false
        }
        return ["", ".", "./", "/"].contains(spec?["path"]?.scalar?.text ?? "")
    }

    private func fluxReach(_ path: String) -> [Deployer.Reach] {
        guard !FileMarks.isPlaceholder(path) else {
            guard let open = OpenPath(path), !open.isWhollyOpen else { return [.directory("")] }
            return [.pattern(open.texts)]
        }
        let directory = RepositoryPath.clamped(path)
        for name in PathConventions.kustomizationNames {
            if let file = index.realFile(directory.isEmpty ? name : "\(directory)/\(name)") {
                return [.files([file])]
            }
        }
        return [.directory(directory)]
    }

    /// What an App of kapp-controller takes from this repository and puts more to.
    private func package(_ object: ManifestObject) throws -> [Deployer] {
        let spec = object.node["spec"]
        let own = try index.own
        let isPlain = (spec?["template"]?.items ?? []).allSatisfy { step in
            step.resolved["ytt"].map { $0["inline"] == nil && $0["valuesFrom"] == nil } ?? false
        }
        guard !isPlain else { return [] }
        return (spec?["fetch"]?.items ?? []).compactMap { item in
            guard let git = item.resolved["git"], !own.isForeign(git["url"]?.scalar?.text),
                let path = git["subPath"]?.scalar?.text, !path.isEmpty
            else { return nil }
            return Deployer(
                kind: .bundle, file: object.file.path, line: line(object), name: object.name,
                reach: [reach(path: path)], change: "may overlay it", namespace: nil)
        }
    }

    // MARK: Argo CD

    private func application(_ object: ManifestObject, spec: YAMLNodeView?) throws -> [Deployer] {
        let sources = [spec?["source"]].compactMap { $0 } + (spec?["sources"]?.items.map(\.resolved) ?? [])
        let own = try index.own
        return sources.compactMap { source in
            guard let path = source["path"]?.scalar?.text, ElsewhereChart(source) == nil else { return nil }
            // What is taken from elsewhere may make any object, and takes no file of this repository.
            let isForeign = own.isForeign(source["repoURL"]?.scalar?.text)
            let options = source["directory"]
            var deployer = argo(
                object,
                reach: isForeign
                    ? .files([])
                    : reach(
                        path: path, recurses: options?["recurse"].map { $0.scalar?.text != "false" } ?? false,
                        isPlain: options != nil, isPlugin: source["plugin"] != nil))
            if DeployerFinder.isAnywhere(path), object.node["spec"]?["templatePatch"] == nil, passesOn(source)
            {
                deployer.change = nil
            }
            let namespace = spec?["destination"]?["namespace"]?.scalar?.text
            deployer.destination = namespace.flatMap { FileMarks.isPlaceholder($0) ? nil : $0 }
            return deployer
        }
    }

    /// What an application that is made takes beside charts.
    private func rendered(_ application: ArgoApplication) throws -> [Deployer] {
        let own = try index.own
        return application.sources.compactMap { source in
            guard let text = source.path, ElsewhereChart(source.tree) == nil, let file = application.declared
            else { return nil }
            let directory = RepositoryPath.join("", text)
            let isChart = directory.map {
                index.realFile($0.isEmpty ? "Chart.yaml" : "\($0)/Chart.yaml") != nil
            }
            guard isChart != true else { return nil }
            let passesOn = FileMarks.isPlaceholder(text) && passesOn(application, source)
            return Deployer(
                kind: .argo, file: file.file, line: file.line, name: application.name,
                reach: [
                    own.isForeign(source.repository)
                        ? .files([])
                        : reach(
                            path: text,
                            recurses: source.tree["directory"]?["recurse"].map { $0.text != "false" }
                                ?? false,
                            isPlain: source.tree["directory"] != nil, isPlugin: source.tree["plugin"] != nil)
                ],
                change: passesOn ? nil : "may transform it",
                namespace: passesOn ? nil : application.namespace)
        }
    }

    private func applicationSet(_ object: ManifestObject) throws -> [Deployer] {
        let spec = object.node["spec"]
        let template = try application(object, spec: spec?["template"]?["spec"])
        let made = spec?["template"]?["spec"]
        let sources = [made?["source"]].compactMap { $0 } + (made?["sources"]?.items.map(\.resolved) ?? [])
        let own = try index.own
        // Directories that a generator finds here say nothing of what is taken from elsewhere.
        if !sources.isEmpty, sources.allSatisfy({ own.isForeign($0["repoURL"]?.scalar?.text) }) {
            return template
        }
        // Generators name directories themselves; the template's path is often nothing but a placeholder for them.
        var paths: [String] = []
        collectPaths(spec?["generators"], into: &paths)
        let generated = paths.map { argo(object, reach: reach(path: $0)) }
        let wide = template.filter { $0.takesEverything }
        guard !wide.isEmpty, !generated.isEmpty else { return template + generated }
        return template.filter { !$0.takesEverything } + generated
    }

    private func collectPaths(_ node: YAMLNodeView?, into paths: inout [String]) {
        guard let node = node?.resolved else { return }
        for entry in node.entries {
            if entry.key.scalar?.text == "path", let text = entry.value.resolved.scalar?.text {
                paths.append(text)
            }
            collectPaths(entry.value, into: &paths)
        }
        for item in node.items { collectPaths(item, into: &paths) }
    }

    private func argo(_ object: ManifestObject, reach: Deployer.Reach) -> Deployer {
        Deployer(
            kind: .argo, file: object.file.path, line: line(object), name: object.name, reach: [reach],
            change: "may transform it", namespace: nil)
    }

    /// What Argo CD takes from a path: a kustomization, or the manifests of a directory, without those further down unless it is told
    /// to take them.
    private func reach(path: String, recurses: Bool, isPlain: Bool, isPlugin: Bool) -> Deployer.Reach {
        let most = reach(path: path)
        guard !recurses, !isPlugin, !path.contains(where: { "{*$[?".contains($0) }),
            case .directory(let directory) = most, directory.isEmpty || index.isDirectory(directory)
        else { return most }
        func inside(_ name: String) -> String { directory.isEmpty ? name : "\(directory)/\(name)" }
        let kustomization = PathConventions.kustomizationNames.first { index.realFile(inside($0)) != nil }
        if let kustomization {
            // Options may make plain manifests of it.
            return isPlain ? most : .files([inside(kustomization)])
        }
        let names = index.entries(in: directory)
        guard !names.contains(where: { $0 == "Chart.yaml" || $0.hasSuffix(".jsonnet") }) else { return most }
        return .files(Set(names.filter(PathConventions.isManifest).map(inside)))
    }

    /// The directory that surely contains what a path with placeholders or wildcards means.
    private func reach(path: String) -> Deployer.Reach {
        if let open = OpenPath(DeployerFinder.open(path)), !open.isWhollyOpen { return .pattern(open.texts) }
        let marks: Set<Character> = ["{", "*", "$", "[", "?"]
        let literal = path.prefix { !marks.contains($0) }
        let whole = literal.count == path.count
        let known = whole ? String(literal) : RepositoryPath.directory(of: String(literal) + "x")
        return .directory(RepositoryPath.join("", known) ?? "")
    }

    /// A path with what wildcards mean left open, too.
    private static func open(_ path: String) -> String {
        guard !path.contains("["), path.contains("{{") || path.contains("*") else { return path }
        return path.reduce(into: "") { text, letter in
            guard letter == "*" else { return text.append(letter) }
            if !text.hasSuffix("$(any)") { text += "$(any)" }
        }
    }

    /// Applications and Kustomizations that a template makes: their paths are read as text.
    private func templated(_ file: ManifestFile) -> [Deployer] {
        let text = String(decoding: file.source.bytes, as: UTF8.self)
        let isArgo = text.contains("argoproj.io/") && text.contains("kind: Application")
        let isFlux = text.contains("kustomize.toolkit.fluxcd.io/") && text.contains("kind: Kustomization")
        guard isArgo || isFlux else { return [] }
        let passesOn = PassingTemplate.passesOn(text)
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            let trimmed = line.drop { $0 == " " || $0 == "-" || $0 == "\t" }
            guard trimmed.hasPrefix("path:") else { return nil }
            var path = trimmed.dropFirst(5).drop { $0 == " " || $0 == "\"" || $0 == "'" }
            while let last = path.last, last == "\"" || last == "'" || last == " " { path = path.dropLast() }
            return Deployer(
                kind: isArgo ? .argo : .flux, file: file.source.path, line: 1, name: "",
                // What hands everything on as it is decides nothing of any file.
                reach: passesOn ? [] : [reach(path: String(path))], change: "is made by a template",
                namespace: nil, isTemplate: true)
        }
    }
}

extension Deployer {
    /// True when nothing is known about what it takes.
    var takesEverything: Bool {
        reach.contains { reach in
            guard case .directory(let directory) = reach else { return false }
            return directory.isEmpty
        }
    }
}
