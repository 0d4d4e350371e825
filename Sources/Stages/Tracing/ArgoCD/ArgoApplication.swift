internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model

/// An Argo CD Application that something makes: a chart, or an ApplicationSet.
///
/// Its fields know the tokens they come from, through whatever made it. What is asked after a change of a file is made again.
struct ArgoApplication: Sendable {
    /// The application's name.
    var name: String
    /// What makes it: the id of the chart's root, or the file of the ApplicationSet.
    var maker: String
    /// Tells it from others of the same maker and name.
    var identity: String
    /// The file in which it is declared, and where.
    var declared: Hop?
    /// What was passed on the way to the declaration.
    var passages: [Hop] = []
    /// The environment for which it is made.
    var environment: String?
    /// The cluster it deploys to, where its destination names one.
    var cluster: String?
    /// The namespace it deploys to.
    var namespace: String?
    /// The tokens of that.
    var namespaceTokens: [SourceSpan] = []
    /// Where it takes its manifests from.
    var sources: [ArgoSource]
    /// Every file that has a part in it.
    var files: Set<String>
    /// Those of them that are templates.
    var templated: Set<String>
    /// Those of them in which its values may be written, the strongest last.
    var layers: [String] = []
    /// The kustomization directory that makes it what it is, where others make something else of the same file.
    var variant: String?
    /// The ApplicationSet that makes it; nil where none does.
    var set: String?
    /// Why nothing can be said about it.
    var hold: Hold?
    /// Makes it again, with other contents of some files.
    var again: @Sendable (_ replacing: [String: [UInt8]]) throws -> ArgoApplication

    /// `charts/apps#checkout`, `apps/checkout.yaml#checkout@overlays/prod`.
    var root: String { declaration + (variant.map { "@\($0)" } ?? "") }

    /// The same without what makes it.
    var declaration: String { "\(maker)#\(name)" }

    /// The declaration that the id of a root names: the same without what makes it.
    static func declaration(of root: String) -> String {
        guard let mark = root.lastIndex(of: "#"), let end = root[mark...].firstIndex(of: "@") else {
            return root
        }
        return String(root[..<end])
    }

    /// `the Application checkout, which charts/apps renders`.
    var location: String { "the Application \(name) of \(maker)" }

    /// The names that values files use for its sources, and the repository of each.
    var references: [(name: String, repository: String?)] {
        sources.compactMap { source in source.reference.map { ($0, source.repository) } }
    }

    /// Everything that says what is deployed, values aside: a change of it changes more than values.
    var shape: String {
        ([namespace ?? "", cluster ?? ""] + sources.map(\.shape)).joined(separator: "\n")
    }

    /// The same, made again after a change that leaves everything but values alone.
    ///
    /// - Throws: `ChartProblem` for a change of more than values.
    func remade(_ replacing: [String: [UInt8]]) throws -> ArgoApplication {
        guard !files.isDisjoint(with: replacing.keys) else { return self }
        let made = try again(replacing)
        guard made.shape == shape, made.hold == hold, made.name == name else {
            throw ChartProblem(.invalid, "\(location) would deploy something else")
        }
        return made
    }
}

/// One source of an Application.
struct ArgoSource: Sendable {
    /// A value for a key of the chart.
    struct Parameter: Sendable {
        var path: String
        var value: ValueTree
        var isText: Bool
    }

    /// The source as it is written.
    var tree: ValueTree
    /// What `values` or `valuesObject` say.
    var values: ValueTree?
    /// Helm parameters.
    var parameters: [Parameter] = []
    /// Why it cannot be followed.
    var hold: Hold?

    var path: String? { tree["path"]?.text }
    var repository: String? { tree["repoURL"]?.text }
    var reference: String? { tree["ref"]?.text }
    var helm: ValueTree? { tree["helm"] }
    /// The files in which it is written.
    var files: Set<String> { Set(tree.allTokens.filter { !$0.isUnknown }.map(\.path)) }

    /// Takes a source apart.
    ///
    /// - Parameters:
    ///   - tree: the source.
    ///   - place: what people call the application.
    ///   - values: the document that its `values` text is; called only where there is one.
    init(_ tree: ValueTree, of place: String, values: () throws -> ValueTree) {
        self.tree = tree
        guard let helm = tree["helm"] else { return }
        if let object = helm["valuesObject"], case .mapping = object {
            self.values = object
        } else if helm["values"]?.text?.isEmpty == false {
            do {
                self.values = try values()
            } catch let problem as ChartProblem {
                hold = Hold(problem.kind == .limit ? .limit : .unparsable, "\(place): \(problem.description)")
            } catch {
                hold = Hold(.unparsable, "\(place): the values in the text are no YAML")
            }
        }
        for key in ["fileParameters", "valuesFrom"] where helm[key] != nil {
            hold = Hold(.unsupported, "\(place) has \(key), which may override its values")
        }
        parameters =
            helm["parameters"]?.items.compactMap { item in
                guard let path = item["name"]?.text, let value = item["value"] else { return nil }
                return Parameter(path: path, value: value, isText: item["forceString"]?.text == "true")
            } ?? []
    }

    /// What it says beside values.
    var shape: String {
        var lines = ["\(path ?? "") \(repository ?? "") \(reference ?? "")"]
        for key in ["chart", "targetRevision"] { lines.append(tree[key]?.text ?? "") }
        lines.append(helm?["releaseName"]?.text ?? "")
        lines += helm?["valueFiles"]?.items.map { $0.text ?? "" } ?? []
        lines += parameters.map { "\($0.path) \($0.isText)" }
        for key in ["kustomize", "directory", "plugin"] { lines.append(tree[key].map(ArgoSource.text) ?? "") }
        return lines.joined(separator: "\n")
    }

    private static func text(_ tree: ValueTree) -> String {
        switch tree {
        case .scalar: tree.text ?? "null"
        case .list(let items): "[" + items.map(text).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key):\(text($0.value))" }.joined(separator: ",") + "}"
        }
    }
}
