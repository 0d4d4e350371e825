internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// One way in which a chart is installed: under a name, with values.
struct ChartContext: Sendable, Hashable {
    /// A source of values above the chart's own.
    enum Layer: Sendable, Hashable {
        /// A values file of the repository, by its path.
        case file(String)
        /// A mapping inside of another file, such as `spec.values` of a HelmRelease.
        case inline(YAMLNodeView, label: String)
        /// `--set` and its kin.
        case assignments(String, ValueLayer.Assignment)
        /// Values that something else puts together first, such as a template of values or an overlay over a release.
        case computed(ComputedValues)
        /// A parameter of an Argo CD application that something makes.
        case computedParameter(path: String, isText: Bool, ComputedValues)
        /// A parameter of an Argo CD application, written at a token.
        case parameter(path: String, value: YAMLNodeView, isText: Bool)

        /// True for one that is written in a file where keys can be added.
        var isOfRepository: Bool {
            switch self {
            case .file, .inline: true
            case .computed(let values):
                values.strongest != nil || !values.layers.isEmpty || values.text != nil
            case .assignments, .parameter, .computedParameter: false
            }
        }
    }

    /// Directory of the chart.
    var directory: String
    /// Id of the root it belongs to; that of the chart unless something else declares the release.
    var root: String
    /// What kind of root that is.
    var kind: Root.Kind = .helm
    /// Release name; nil where nobody says one.
    var release: String?
    /// Namespace; nil where the deployment decides.
    var namespace: String?
    /// Environment, for charts with a values file for each.
    var environment: String?
    /// Values above the chart's own, the last the strongest.
    var layers: [Layer] = []
    /// Where the release is declared; nil for one that is deployed by convention.
    var declared: Hop?
    /// True where nothing shows that it is this chart that is installed, only that it may be.
    var isSupposed = false
    /// True for that of an Application which deploys more than this chart.
    var hasOtherSources = false
    /// The kustomization that has Helm render it; nil for any other way.
    var inflatedBy: String?
    /// The source of the plain Application that installs it; nil for anything else.
    var application: YAMLNodeView?
    /// What was passed on the way to the declaration, the outermost first.
    var passages: [Hop] = []
    /// The charts that render the declaration, the outermost first.
    var renderedBy: [String] = []
    /// The version of Helm; nil for what the settings say.
    var version: HelmVersion?
    /// The version of Kubernetes that templates see; nil for what the settings say.
    var kubernetesVersion: String?
    /// API versions that templates see beside those of the settings.
    var apiVersions: [String] = []
    /// The cluster, where it is known.
    var cluster: String?
    /// Other roots that deploy the release itself.
    var above: Set<String> = []
    /// What is changed of the objects after Helm has rendered them.
    var postRendering = PostRendering()
    /// Why nothing can be said about it.
    var hold: Hold?
    /// Why helmfile or Argo CD surely refuses it until somebody mends it; nil where that is not sure.
    var refusal: Hold?
    /// True where values that the chart asks for, and nobody sets, count as given by whoever installs it.
    var expectsValues = false
    /// True where it is installed from another branch, a tag or a commit of this repository.
    var isOfAnotherRevision = false
    /// Why what it renders may not be what runs; what follows a token there is named all the same.
    var doubt: Hold?

    /// The namespace that templates see where nobody says one.
    static let unsaidNamespace = "default"

    /// The name that templates see.
    var releaseName: String {
        release ?? (directory.isEmpty ? "release-name" : RepositoryPath.name(of: directory))
    }

    /// True where something of the repository installs both, each under a root of its own, as two clusters do.
    func isDeclaredApart(from other: ChartContext) -> Bool {
        declared != nil && other.declared != nil && root != other.root
    }

    /// True where nothing is lost if it cannot be rendered: nothing but the chart's place says that it is deployed, or what it
    /// renders is known in part only.
    var isDispensable: Bool { declared == nil && !isSupposed || LaidOutCharts.isPath(directory) }

    /// The same without what makes it refused: what follows a token there is named as far as that can be told.
    var asIfMended: ChartContext {
        guard refusal != nil else { return self }
        var context = self
        context.hold = nil
        return context
    }

    /// The file that says that it is installed: the declaration, else the chart's own.
    var place: String {
        declared?.file ?? (directory.isEmpty ? "Chart.yaml" : "\(directory)/Chart.yaml")
    }

    /// The values files among the layers.
    var files: [String] {
        layers.compactMap { layer in
            guard case .file(let path) = layer else { return nil }
            return path
        }
    }

    /// Files in which its values are written, the strongest last.
    var valueLayers: [String] {
        layers.flatMap { layer -> [String] in
            switch layer {
            case .file(let path): [path]
            case .inline(let node, _): [node.tree.path]
            case .computed(let values): values.layers
            case .assignments, .computedParameter, .parameter: []
            }
        }
    }

    /// Every file outside of the chart that is read for it.
    var readFiles: Set<String> {
        var files = Set(self.files)
        for layer in layers {
            switch layer {
            case .inline(let node, _): files.insert(node.tree.path)
            case .parameter(_, let node, _): files.insert(node.tree.path)
            case .computed(let values), .computedParameter(_, _, let values): files.formUnion(values.files)
            case .file, .assignments: break
            }
        }
        if let declared { files.insert(declared.file) }
        return files
    }

    /// Files outside of the chart that are read for it, the strongest last; those whose strength is not known come first.
    var orderedFiles: [String] {
        var last: [String: Int] = [:]
        var position = 0
        for layer in layers {
            let files: [String] =
                switch layer {
                case .file(let path): [path]
                case .inline(let node, _), .parameter(_, let node, _): [node.tree.path]
                case .computed(let values), .computedParameter(_, _, let values):
                    values.files.subtracting(values.order).sorted() + values.order
                case .assignments: []
                }
            for file in files {
                position += 1
                last[file] = position
            }
        }
        return readFiles.sorted { (last[$0] ?? 0, $0) < (last[$1] ?? 0, $1) }
    }

    /// Files that are templates, and YAML only once they are rendered.
    var templatedFiles: Set<String> {
        layers.reduce(into: []) { files, layer in
            switch layer {
            case .computed(let values), .computedParameter(_, _, let values):
                files.formUnion(values.templated)
            case .file, .inline, .assignments, .parameter: break
            }
        }
    }

    /// Tells it from all other ways in which charts are installed.
    var identity: String { "\(root) \(directory) [\(environment ?? "")] \(releaseName)" }

    /// How people call it.
    var label: String {
        let chart = LaidOutCharts.label(of: directory) ?? (directory.isEmpty ? "." : directory)
        let name =
            root == chart || root == "\(chart)/Chart.yaml"
            ? root
            : kind == .argocd || environment == nil || LaidOutCharts.isPath(directory)
                ? "\(chart) by \(root)" : chart
        return environment.map { "\(name) [\($0)]" } ?? name
    }
}

/// Values that are computed from files before Helm sees them.
struct ComputedValues: Sendable, Hashable {
    /// Tells them from all others of the same repository.
    var id: String
    /// The files they are computed from.
    var files: Set<String>
    /// Those of them that are templates.
    var templated: Set<String> = []
    /// The strongest of them that is a plain values file: a key of its own would be written there.
    var strongest: String?
    /// Those of them in which a key for them may be written, the strongest last.
    var layers: [String] = []
    /// Where they stand as they are, as the document in a text: the file, the way to the text, and its last line.
    var text: (file: String, path: YAMLPath, line: Int)?
    /// Those of them whose strength is known, the strongest last.
    var order: [String] = []
    /// What people call them.
    var label: String
    /// Computes them, with other contents of some files.
    var make: @Sendable (_ replacing: [String: [UInt8]]) throws -> ValueTree

    static func == (a: ComputedValues, b: ComputedValues) -> Bool { a.id == b.id }
    func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// Charts whose environments are told by the names of their values files.
struct ChartEnvironments {
    private static let folders = ["values", "environments", "envs", "env"]

    /// Name of the environment → its values file, for `values-prod.yaml`, `prod-values.yaml` and `environments/prod.yaml`.
    static func find(_ directory: String, _ index: RepositoryIndex) -> [(name: String, file: String)] {
        var found: [(String, String)] = []
        let base = directory.isEmpty ? "" : directory + "/"
        for name in index.entries(in: directory) {
            if let environment = environment(of: name), let file = index.realFile(base + name) {
                found.append((environment, file))
            }
        }
        for folder in folders {
            for name in index.entries(in: base + folder) {
                guard let stem = stem(name), let file = index.realFile("\(base)\(folder)/\(name)") else {
                    continue
                }
                found.append((environment(of: name) ?? stem, file))
            }
        }
        // What somebody keeps of other people's charts has values to try them with.
        let isKept = directory.split(separator: "/").contains { $0.hasPrefix("_") }
        var names: Set<String> = []
        return found.filter { !isNone($0.0) && !(isKept && isForTrying($0.0)) }.sorted { $0 < $1 }.filter {
            names.insert($0.0).inserted
        }.map { (name: $0.0, file: $0.1) }
    }

    /// A schema, and what is kept secret beside an environment's values, are no environments of their own.
    private static func isNone(_ environment: String) -> Bool {
        let words = environment.lowercased().split { "-_.".contains($0) }
        return words == ["schema"] || words == ["values"]
            || words.contains { ["secret", "secrets", "enc", "sops"].contains($0) }
    }

    /// True for the name of an environment that is not production.
    static func isForTrying(_ environment: String) -> Bool {
        let first = environment.lowercased().prefix { !"-_.".contains($0) }
        return trying.contains(String(first))
    }

    private static let trying: Set<String> = [
        "ci", "demo", "dev", "develop", "development", "e2e", "int", "integration", "kind", "local",
        "minikube",
        "nonprod", "perf", "performance", "pr", "preprod", "preview", "qa", "review", "sandbox", "stage",
        "staging", "stg", "test", "testing", "tst", "uat",
    ]

    private static func stem(_ name: String) -> String? {
        for suffix in [".yaml", ".yml"] where name.hasSuffix(suffix) && name.count > suffix.count {
            return String(name.dropLast(suffix.count))
        }
        return nil
    }

    private static func environment(of name: String) -> String? {
        guard let stem = stem(name), stem != "values" else { return nil }
        for separator in ["-", "_", "."] {
            if stem.hasPrefix("values" + separator) { return String(stem.dropFirst(7)) }
            if stem.hasSuffix(separator + "values") { return String(stem.dropLast(7)) }
        }
        return nil
    }
}
