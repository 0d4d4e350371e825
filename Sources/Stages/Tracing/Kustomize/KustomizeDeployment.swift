internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import Synchronization

/// A kustomization that something deploys, rendered.
final class KustomizeDeployment: Sendable {
    /// What renders it.
    let root: Root
    /// The kustomization directory.
    let directory: String
    /// The file that stands for it in lists of candidates.
    let file: String
    /// The namespace that what deploys it puts its objects into.
    let namespace: String?
    /// What it renders; a hold when it cannot be built.
    let rendered: Result<RenderedKustomization, HoldCarrier>
    /// Why what it renders is not what runs; nil when it is.
    let hold: Hold?
    let limits: TracingLimits
    /// What Flux does beside; nil where Kustomize alone deploys.
    let flux: FluxBuild?
    /// The Argo CD Application that deploys it; nil where nothing of the kind does.
    let argo: ArgoApplication?
    /// True for releases in a file that nothing of the repository deploys.
    let isLoose: Bool
    private let known = Mutex<[Int: FluxRelease]>([:])
    private let followed = Mutex<Set<Int>>([])
    private let table = Lazily<KustomizeFacts>()
    private let autoscalers = Lazily<[RenderedScaler]>()
    private let named = Lazily<[String: [Int]]>()
    private let charted = Lazily<ChartedReleases>()
    private let repeated = Lazily<[Int: Hold]>()

    init(
        root: Root, directory: String, file: String, namespace: String?,
        rendered: Result<RenderedKustomization, HoldCarrier>,
        hold: Hold?, limits: TracingLimits, flux: FluxBuild? = nil, argo: ArgoApplication? = nil,
        isLoose: Bool = false
    ) {
        self.argo = argo
        self.isLoose = isLoose
        self.root = root
        self.directory = directory
        self.file = file
        self.namespace = namespace
        self.rendered = rendered
        self.hold = hold
        self.limits = limits
        self.flux = flux
    }

    /// The same under another id.
    func renamed(_ id: String) -> KustomizeDeployment {
        var root = root
        root.id = id
        return KustomizeDeployment(
            root: root, directory: directory, file: file, namespace: namespace, rendered: rendered,
            hold: hold, limits: limits, flux: flux, argo: argo, isLoose: isLoose)
    }

    /// False for tests, examples and vendored code, unless Flux takes them from there.
    var isLiving: Bool {
        PathConventions.notDeployed(file) == nil || flux != nil && root.excluded == nil
    }

    /// The objects; none where it cannot be built.
    var output: RenderedKustomization? { try? rendered.get() }

    /// The releases among its objects, by number.
    var releases: [Int: FluxRelease] {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }

    /// Objects that deploy others and are followed there, by number: a change of them is seen in what they deploy.
    var followedObjects: Set<Int> {
        get { followed.withLock { $0 } }
        set { followed.withLock { $0 = newValue } }
    }

    /// The autoscalers among its objects.
    var scalers: [RenderedScaler] { autoscalers.get { RenderedScaler.all(of: self) } }

    /// The roots of its releases that install charts of the repository whose values follow a token.
    func chartRoots(following token: SourceSpan) -> [String] {
        charted.get { ChartedReleases(releases) }.roots(following: token)
    }

    /// `Kind/name` → numbers of its objects, in order.
    var objects: [String: [Int]] {
        named.get {
            var numbers: [String: [Int]] = [:]
            for (number, resource) in (output?.resources ?? []).enumerated() {
                numbers["\(resource.kind.kind)/\(resource.name)", default: []].append(number)
            }
            return numbers
        }
    }

    /// Every file that has a part in it.
    var files: Set<String> {
        releases.values.reduce(into: output?.files ?? []) { $0.formUnion($1.files) }
    }

    /// The same for another repository that differs in nothing it reads.
    var carriedOver: KustomizeDeployment {
        releases.isEmpty && followedObjects.isEmpty ? self : renamed(root.id)
    }

    /// An object; of a release with the values that are in force.
    func node(of number: Int) -> Node {
        releases[number]?.node ?? output?.resources[number].node ?? .emptyMapping
    }

    /// How fields of an object are called.
    func naming(of number: Int) -> any NodeNaming {
        if let release = releases[number] { return ReleaseNaming(release) }
        guard let resource = output?.resources[number] else { preconditionFailure("no such object") }
        return KustomizeNaming(
            root: root.id, environment: argo == nil ? nil : root.environment,
            release: flux?.kustomization.name ?? argo?.name, resource: resource)
    }

    /// `Kind/name` of objects that are nothing but values of releases.
    var valueSources: Set<String> {
        var names: Set<String> = []
        for release in releases.values where release.hold == nil {
            for item in release.resource.node.at("spec", "valuesFrom")?.items ?? []
            where item["kind"]?.text == "ConfigMap" {
                names.insert("ConfigMap/\(item["name"]?.text ?? "")")
            }
        }
        return names
    }

    /// Every attribute.
    var facts: KustomizeFacts { table.get { KustomizeFacts(self) } }

    /// Why nothing of one object can be relied on.
    func doubt(_ object: Int) -> Hold? {
        if let problem = flux?.report.objects[object] { return Hold(problem, in: root.id) }
        // Only Argo CD takes plain manifests in which an object is there twice.
        guard argo != nil else { return nil }
        return repeated.get { repeatedObjects() }[object]
    }

    /// Objects that are there several times, of which one overwrites the others.
    private func repeatedObjects() -> [Int: Hold] {
        let resources = output?.resources ?? []
        let groups = Dictionary(grouping: resources.indices) { number -> [String] in
            let resource = resources[number]
            return [resource.kind.group, resource.kind.kind, resource.namespace ?? "", resource.name]
        }
        return groups.values.filter { $0.count > 1 }.reduce(into: [:]) { holds, numbers in
            let files = Set(numbers.map { resources[$0].file }).sorted().joined(separator: " and ")
            for number in numbers {
                let name = "\(resources[number].kind.kind)/\(resources[number].name)"
                holds[number] = Hold(
                    .ambiguous, "\(root.id): \(name) is there \(numbers.count) times, in \(files)")
            }
        }
    }

    /// True where Kustomize surely builds nothing either.
    var isRefused: Bool {
        guard case .failure(let carrier) = rendered else { return false }
        return carrier.isRefused
    }

    /// Why nothing in it can be relied on.
    var refusal: Hold? {
        switch rendered {
        case .failure(let carrier): carrier.hold
        case .success(let output): hold ?? output.clouded.map { Hold($0, in: root.id) }
        }
    }
}

/// Releases that install charts of the repository, by the tokens of their values.
private struct ChartedReleases: Sendable {
    private let releases: [(root: String, origins: Origins)]
    private let table: OriginsTable?

    init(_ all: [Int: FluxRelease]) {
        let releases = all.values.compactMap { release -> (root: String, origins: Origins)? in
            guard case .directory = release.chart else { return nil }
            return (release.root, release.values.deepOrigins)
        }
        self.releases = releases
        table = OriginsTable(releases.enumerated().lazy.map { ($0.offset, $0.element.origins) })
    }

    func roots(following token: SourceSpan) -> [String] {
        guard !releases.isEmpty else { return [] }
        if let table { return table.values(following: token).map { releases[$0].root } }
        let search = OriginsSearch([token])
        return releases.filter { !search.search($0.origins).isEmpty }.map(\.root)
    }
}

/// A hold as an error.
struct HoldCarrier: Error {
    let hold: Hold
    /// True where surely nothing is deployed from there.
    var isCertain = false
    /// True where Kustomize surely builds nothing either, until somebody mends it.
    var isRefused = false
}

extension Hold {
    /// The hold that follows from what a build could not do.
    init(_ problem: KustomizeProblem, in root: String) {
        let place = problem.span.map { " (\($0.path))" } ?? ""
        let text = "\(root): \(problem.message)\(place)"
        switch problem.reason {
        case .missing: self.init(.notInRepository, text)
        case .remote, .program: self.init(.external, text)
        case .outside: self.init(.outsidePaths, text)
        case .cycle, .invalid: self.init(.unparsable, text)
        case .limit: self.init(.limit, text)
        case .unsupported: self.init(.unsupported, text)
        }
    }
}
